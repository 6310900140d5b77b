/** What the model has remembered with set_memory. */

import { memoryOf } from './tool-calls.ts';
import { useToolCalls } from './use-tool-calls.ts';

export function MemoryTable() {
  const entries = memoryOf(useToolCalls('set_memory'));
  return (
    <div className="pt-3">
      <h4 className="text-ink-2" id="memory-title">
        Memory
      </h4>
      {entries.length === 0 ? (
        <p className="text-wire text-ink-3">Nothing yet. Tell the assistant a fact and ask it to remember.</p>
      ) : (
        <table aria-labelledby="memory-title" className="w-full table-fixed border-collapse text-left">
          <thead className="sr-only">
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {entries.map(({ key, value }) => (
              <tr key={key} className="border-t border-line">
                <th
                  scope="row"
                  className="w-2/5 py-1 pr-2 align-top font-mono text-wire font-normal break-words text-tool-ink"
                >
                  {key}
                </th>
                <td className="py-1 align-top break-words">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
