/**
 * A leaflet map with OpenStreetMap's tiles. Loaded on the first weather call and not before: until then the page speaks to no other host
 * and carries none of leaflet's code.
 */

import type { Scope } from '../../lib/scope.ts';

export interface MapHandle {
  show: (lat: number, lng: number) => void;
}

export interface MapEvents {
  /** A tile came: the map is worth showing. */
  onTiles: () => void;
  /** A tile did not come. */
  onTileError: () => void;
}

const TILE_URL = 'https://tile.openstreetmap.org/{z}/{x}/{y}.png';
const ATTRIBUTION = '© <a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a> contributors';
const ZOOM = 6;

/** The map lives in `container` until the scope ends. Rejects when leaflet itself cannot be loaded. */
export async function openMap(
  container: HTMLElement,
  scope: Scope,
  events: MapEvents,
): Promise<MapHandle | null> {
  const [leaflet] = await Promise.all([import('leaflet'), import('leaflet/dist/leaflet.css')]);
  if (scope.disposed) return null;
  const map = leaflet.map(container, {
    // A picture beside the conversation: it must not swallow the wheel of the panel that it stands in.
    scrollWheelZoom: false,
    zoomAnimation: false,
    fadeAnimation: false,
    markerZoomAnimation: false,
  });
  scope.add(() => map.remove());
  leaflet
    .tileLayer(TILE_URL, { maxZoom: 18, attribution: ATTRIBUTION })
    .on('tileload', events.onTiles)
    .on('tileerror', events.onTileError)
    .addTo(map);
  map.attributionControl.setPrefix(false);
  const marker = leaflet.circleMarker([0, 0], { radius: 7, className: 'map-marker' });
  return {
    show(lat, lng) {
      map.setView([lat, lng], ZOOM, { animate: false });
      marker.setLatLng([lat, lng]).addTo(map);
    },
  };
}
