/** Where some well known cities are, for tools that want coordinates. Degrees, to two decimals. */

const CITIES: Record<string, [latitude: number, longitude: number]> = {
  amsterdam: [52.37, 4.9],
  athens: [37.98, 23.73],
  bangkok: [13.76, 100.5],
  beijing: [39.9, 116.41],
  berlin: [52.52, 13.41],
  'buenos aires': [-34.6, -58.38],
  cairo: [30.04, 31.24],
  'cape town': [-33.92, 18.42],
  chicago: [41.88, -87.63],
  delhi: [28.61, 77.21],
  istanbul: [41.01, 28.98],
  jakarta: [-6.21, 106.85],
  lagos: [6.52, 3.38],
  lisbon: [38.72, -9.14],
  london: [51.51, -0.13],
  'los angeles': [34.05, -118.24],
  madrid: [40.42, -3.7],
  'mexico city': [19.43, -99.13],
  moscow: [55.76, 37.62],
  mumbai: [19.08, 72.88],
  nairobi: [-1.29, 36.82],
  'new york': [40.71, -74.01],
  paris: [48.86, 2.35],
  'rio de janeiro': [-22.91, -43.17],
  rome: [41.9, 12.5],
  'san francisco': [37.77, -122.42],
  seoul: [37.57, 126.98],
  singapore: [1.35, 103.82],
  stockholm: [59.33, 18.07],
  sydney: [-33.87, 151.21],
  tokyo: [35.68, 139.69],
  toronto: [43.65, -79.38],
  vienna: [48.21, 16.37],
  warsaw: [52.23, 21.01],
};

/** `San Francisco, CA` and `paris` are found; null for a place that is not in the table. */
export function findCity(place: string): { latitude: number; longitude: number } | null {
  const name = place.toLowerCase().split(',')[0]?.trim() ?? '';
  const found = Object.hasOwn(CITIES, name) ? CITIES[name] : undefined;
  return found ? { latitude: found[0], longitude: found[1] } : null;
}
