import { act, screen, within } from '@testing-library/react';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ToolCallItem } from '../../session/types.ts';
import { renderConsole } from '../kit/testing/test-console.tsx';
import type { MapEvents, openMap } from './leaflet-map.ts';
import { MemoryTable } from './MemoryTable.tsx';
import { WeatherMap } from './WeatherMap.tsx';

const open = vi.fn<typeof openMap>();
const show = vi.fn<(lat: number, lng: number) => void>();
let events: MapEvents | null = null;

beforeEach(() => {
  show.mockReset();
  events = null;
  open.mockReset().mockImplementation(async (_container, _scope, given) => {
    events = given;
    return { show };
  });
});

function call(id: string, name: string, argumentsText: string, output: string): ToolCallItem {
  const rest = { callId: id, responseId: null, startedAtMs: 0, durationMs: 1, state: 'done' } as const;
  return { kind: 'tool-call', id, name, argumentsText, output, ...rest };
}

const weather = call(
  'w',
  'get_weather',
  '{"lat":48.86,"lng":2.35,"location":"Paris"}',
  '{"temperature":{"value":21,"units":"°C"}}',
);

describe('the weather map', () => {
  it('loads nothing before there is a call', () => {
    renderConsole(<WeatherMap open={open} />);
    expect(screen.getByText(/Ask for the weather somewhere/)).toBeVisible();
    expect(open).not.toHaveBeenCalled();
  });

  it('shows the place and the temperature, and draws the place without a network', async () => {
    renderConsole(<WeatherMap open={open} />, { items: { w: weather }, order: ['w'] });
    expect(screen.getByText('Paris')).toBeVisible();
    expect(screen.getByText('21 °C')).toBeVisible();
    expect(screen.getByText('Paris is at 48.86° N, 2.35° E.')).toBeInTheDocument();
    await act(async () => {});
    expect(show).toHaveBeenCalledWith(48.86, 2.35);
    expect(screen.queryByText(/cannot be reached/)).not.toBeInTheDocument();
  });

  it('says so when tiles or the map itself cannot be loaded', async () => {
    renderConsole(<WeatherMap open={open} />, { items: { w: weather }, order: ['w'] });
    await act(async () => events?.onTileError());
    expect(screen.getByText(/Map tiles cannot be reached/)).toBeVisible();
    await act(async () => events?.onTiles());
    expect(screen.queryByText(/cannot be reached/)).not.toBeInTheDocument();
  });

  it('says so when the map itself cannot be loaded', async () => {
    open.mockRejectedValue(new Error('offline'));
    renderConsole(<WeatherMap open={open} />, { items: { w: weather }, order: ['w'] });
    expect(await screen.findByText(/Map tiles cannot be reached/)).toBeVisible();
  });

  it('opens no second map when other items change', async () => {
    const { store } = renderConsole(<WeatherMap open={open} />, { items: { w: weather }, order: ['w'] });
    await act(async () =>
      store.setState({ items: { w: weather, x: { ...weather, id: 'x', name: 'other' } } }),
    );
    expect(open).toHaveBeenCalledOnce();
  });
});

describe('the memory table', () => {
  it('teaches in one line while it is empty', () => {
    renderConsole(<MemoryTable />);
    expect(screen.getByText(/ask it to remember/)).toBeVisible();
  });

  it('lists what was remembered', () => {
    const memory = call('m', 'set_memory', '{"key":"name","value":"Ada"}', '{"ok":true}');
    renderConsole(<MemoryTable />, { items: { m: memory }, order: ['m'] });
    const table = within(screen.getByRole('table', { name: 'Memory' }));
    expect(table.getByRole('rowheader', { name: 'name' })).toBeVisible();
    expect(table.getByRole('cell', { name: 'Ada' })).toBeVisible();
  });
});
