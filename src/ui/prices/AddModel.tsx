/** Adds a model that the table does not know, with the prices of one that it knows; they are then changed like all others. */

import { useId, useState } from 'react';
import { type ModelEdit, nameProblem, type TranscriptionEdit } from '../../pricing/price-edits.ts';
import type { PriceTable } from '../../pricing/prices.ts';
import { Button } from '../kit/Button.tsx';
import { Select } from '../kit/Select.tsx';

export type Added = { kind: 'model'; row: ModelEdit } | { kind: 'transcription'; row: TranscriptionEdit };

interface AddModelProps {
  prices: PriceTable;
  /** A model of this session that has no price; '' = none. */
  suggested: string;
  onAdd: (added: Added) => void;
}

export function AddModel({ prices, suggested, onAdd }: AddModelProps) {
  const id = useId();
  const [draft, setDraft] = useState<string | null>(null);
  const [base, setBase] = useState(prices.models[0]?.model ?? '');
  const [problem, setProblem] = useState<string | null>(null);
  const name = draft ?? suggested;
  const choices = [...prices.models, ...prices.transcription].map(({ model }) => ({
    value: model,
    label: model,
  }));
  return (
    <form
      className="border-t border-line px-4 py-2"
      onSubmit={(event) => {
        event.preventDefault();
        const found = nameProblem(name, prices);
        setProblem(found);
        if (found !== null) return;
        const added = rowLike(base, name.trim(), prices);
        if (added === null) return;
        onAdd(added);
        setDraft('');
      }}
    >
      <div className="flex flex-wrap items-end gap-2">
        <div className="min-w-40 flex-1">
          <label htmlFor={id} className="block text-wire text-ink-2">
            Add a model
          </label>
          <input
            id={id}
            type="text"
            autoComplete="off"
            placeholder="Name, as the server tells it"
            value={name}
            aria-invalid={problem !== null}
            aria-describedby={problem === null ? undefined : `${id}-problem`}
            onChange={(event) => {
              setDraft(event.target.value);
              setProblem(null);
            }}
            className="h-7 w-full min-w-0 rounded-sm border border-edge bg-raised px-2 text-control placeholder:text-ink-3 hover:border-ink-2"
          />
        </div>
        <div className="w-56">
          <label htmlFor={`${id}-base`} className="block text-wire text-ink-2">
            With the prices of
          </label>
          <Select id={`${id}-base`} value={base} choices={choices} onChange={setBase} />
        </div>
        <Button type="submit" className="h-7!">
          Add
        </Button>
      </div>
      {problem !== null && (
        <p id={`${id}-problem`} role="alert" className="text-wire text-error-ink">
          {problem}
        </p>
      )}
    </form>
  );
}

/** The prices of one model under the name of another. */
function rowLike(base: string, model: string, prices: PriceTable): Added | null {
  const realtime = prices.models.find((row) => row.model === base);
  if (realtime) return { kind: 'model', row: { model, perMillionTokens: realtime.perMillionTokens } };
  const row = prices.transcription.find((other) => other.model === base);
  if (!row) return null;
  return {
    kind: 'transcription',
    row:
      row.perMinute === undefined
        ? { model, perMillionTokens: row.perMillionTokens }
        : { model, perMinute: row.perMinute },
  };
}
