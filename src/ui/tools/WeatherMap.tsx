/** Where the last get_weather call looked, and what it found. Nothing is loaded or drawn before there is a call. */

import clsx from 'clsx';
import { useRef, useState } from 'react';
import { useScope } from '../kit/use-scope.ts';
import { Graticule } from './Graticule.tsx';
import { openMap } from './leaflet-map.ts';
import { latestWeather, type WeatherCall } from './tool-calls.ts';
import { useToolCalls } from './use-tool-calls.ts';

/** Opens a map with `open`. */
export function WeatherMap({ open = openMap }: { open?: typeof openMap }) {
  const call = latestWeather(useToolCalls('get_weather'));
  return (
    <div className="pt-2">
      <h4 className="text-ink-2">Weather</h4>
      {call ? (
        <Place call={call} open={open} />
      ) : (
        <p className="text-wire text-ink-3">
          No place yet. Ask for the weather somewhere: the map opens here.
        </p>
      )}
    </div>
  );
}

function Place({ call, open }: { call: WeatherCall; open: typeof openMap }) {
  const { lat, lng, location, state, words } = call;
  return (
    <figure>
      <figcaption className="flex flex-wrap items-baseline gap-x-2">
        <span className="font-medium text-tool-ink">{location || 'Unnamed place'}</span>
        <span className={clsx('text-wire', state === 'failed' ? 'text-error-ink' : 'text-ink-2')}>
          {words ?? (state === 'done' ? 'no temperature in the answer' : 'asking')}
        </span>
      </figcaption>
      <TileMap lat={lat} lng={lng} location={location} open={open} />
    </figure>
  );
}

type Tiles = 'waiting' | 'shown' | 'unreachable';

interface TileMapProps {
  lat: number;
  lng: number;
  location: string;
  open: typeof openMap;
}

function TileMap({ lat, lng, location, open }: TileMapProps) {
  const container = useRef<HTMLDivElement>(null);
  const [tiles, setTiles] = useState<Tiles>('waiting');

  useScope(
    (scope) => {
      const element = container.current;
      if (!element) return;
      const failed = () => setTiles((now) => (now === 'shown' ? now : 'unreachable'));
      open(element, scope, { onTiles: () => setTiles('shown'), onTileError: failed }).then(
        (map) => map?.show(lat, lng),
        failed,
      );
    },
    [lat, lng, open],
  );

  return (
    <>
      <div className="relative isolate mt-1 aspect-[2/1] max-w-[400px] overflow-hidden rounded-sm border border-line">
        <Graticule lat={lat} lng={lng} location={location} />
        <div ref={container} className={clsx('size-full', tiles !== 'shown' && 'invisible')} />
      </div>
      {tiles === 'unreachable' && (
        <p className="text-wire text-ink-3">Map tiles cannot be reached. The grid shows where it is.</p>
      )}
    </>
  );
}
