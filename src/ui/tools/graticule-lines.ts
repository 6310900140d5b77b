/** Where the lines of the offline map run. Pure arithmetic: an equirectangular window around a place, in a unit square. */

/** Half the height of the window, degrees. */
const HALF_SPAN_LAT = 12;
const STEP_DEGREES = 5;
/** Meridians stand too close together on a small picture for each to carry its name. */
const NAMED_MERIDIAN_DEGREES = 10;

export interface GraticuleLine {
  axis: 'parallel' | 'meridian';
  /** 0…1, from the top for parallels, from the left for meridians. */
  at: number;
  /** Empty where there is no room for it. */
  label: string;
}

/** `aspect` = width ÷ height of the picture. The place is in the middle; parallels stop at the poles. */
export function graticuleLines(lat: number, lng: number, aspect: number): GraticuleLine[] {
  const halfLng = HALF_SPAN_LAT * aspect;
  const lines: GraticuleLine[] = [];
  for (const degrees of steps(lat - HALF_SPAN_LAT, lat + HALF_SPAN_LAT)) {
    if (Math.abs(degrees) > 90) continue;
    const at = (lat + HALF_SPAN_LAT - degrees) / (2 * HALF_SPAN_LAT);
    lines.push({ axis: 'parallel', at, label: degreesWords(degrees, 'N', 'S') });
  }
  for (const degrees of steps(lng - halfLng, lng + halfLng)) {
    const at = (degrees - lng + halfLng) / (2 * halfLng);
    const label =
      degrees % NAMED_MERIDIAN_DEGREES === 0 ? degreesWords(wrapLongitude(degrees), 'E', 'W') : '';
    lines.push({ axis: 'meridian', at, label });
  }
  return lines;
}

/** For example `48.86° N`. */
export function degreesWords(degrees: number, positive: string, negative: string): string {
  const rounded = Math.round(Math.abs(degrees) * 100) / 100;
  return rounded === 0 ? '0°' : `${rounded}° ${degrees > 0 ? positive : negative}`;
}

function steps(from: number, to: number): number[] {
  const found: number[] = [];
  for (let degrees = Math.ceil(from / STEP_DEGREES) * STEP_DEGREES; degrees <= to; degrees += STEP_DEGREES) {
    found.push(degrees);
  }
  return found;
}

function wrapLongitude(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}
