/** A map without a map: parallels, meridians and the place. Drawn from arithmetic, so it needs no network. */

import { degreesWords, graticuleLines } from './graticule-lines.ts';

const WIDTH = 320;
const HEIGHT = 160;

export function Graticule({ lat, lng, location }: { lat: number; lng: number; location: string }) {
  const lines = graticuleLines(lat, lng, WIDTH / HEIGHT);
  const where = `${degreesWords(lat, 'N', 'S')}, ${degreesWords(lng, 'E', 'W')}`;
  return (
    <>
      <p className="sr-only">{`${location || 'The place'} is at ${where}.`}</p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="xMidYMid slice"
        aria-hidden
        className="absolute inset-0 size-full bg-sunken"
      >
        {lines.map(({ axis, at, label }) =>
          axis === 'parallel' ? (
            <g key={`p${at}`}>
              <line x1={0} x2={WIDTH} y1={at * HEIGHT} y2={at * HEIGHT} className="stroke-line" />
              <text x={4} y={at * HEIGHT - 3} fontSize={9} className="fill-ink-3 font-mono">
                {label}
              </text>
            </g>
          ) : (
            <g key={`m${at}`}>
              <line x1={at * WIDTH} x2={at * WIDTH} y1={0} y2={HEIGHT} className="stroke-line" />
              <text x={at * WIDTH + 3} y={HEIGHT - 4} fontSize={9} className="fill-ink-3 font-mono">
                {label}
              </text>
            </g>
          ),
        )}
        <circle cx={WIDTH / 2} cy={HEIGHT / 2} r={9} className="fill-none stroke-tool" strokeWidth={1.5} />
        <circle cx={WIDTH / 2} cy={HEIGHT / 2} r={3} className="fill-tool" />
      </svg>
    </>
  );
}
