/** Panels side by side, with separators that pointer and arrow keys move. Where they stand is remembered per layout. */

import { Fragment, type ReactNode } from 'react';
import { Group, type Layout, Panel, Separator } from 'react-resizable-panels';
import { usePreference } from '../../ui/kit/use-preference.ts';

interface Column {
  id: string;
  /** Names the column to the separator beside it. */
  label: string;
  /** Percent of the width, before anyone moves a separator. */
  width: number;
  children: ReactNode;
}

interface ColumnsProps {
  /** Remembered under this name. */
  name: string;
  columns: Column[];
}

const NARROWEST_PX = 280;

export function Columns({ name, columns }: ColumnsProps) {
  const [remembered, setRemembered] = usePreference('columns');
  const layout = usable(remembered[name], columns);
  return (
    <Group
      id={name}
      orientation="horizontal"
      defaultLayout={layout}
      // It would put a style element into the page, which the content security policy forbids; our separators carry their own cursor.
      disableCursor
      onLayoutChanged={(_, { isUserInteraction, requestedLayout }) => {
        if (isUserInteraction && requestedLayout) setRemembered({ ...remembered, [name]: requestedLayout });
      }}
      className="min-h-0 flex-1"
    >
      {columns.map((column, index) => {
        const before = columns[index - 1];
        return (
          <Fragment key={column.id}>
            {before && (
              <Separator
                aria-label={`Width of ${before.label}`}
                className="w-px cursor-col-resize bg-line outline-offset-0 data-[separator=active]:bg-ink data-[separator=hover]:bg-edge"
              />
            )}
            <Panel id={column.id} defaultSize={`${column.width}%`} minSize={NARROWEST_PX} className="min-w-0">
              {column.children}
            </Panel>
          </Fragment>
        );
      })}
    </Group>
  );
}

/** A layout remembered by an older page may lack a column; then the defaults hold. */
function usable(layout: Layout | undefined, columns: Column[]): Layout | undefined {
  return layout && columns.every((column) => column.id in layout) ? layout : undefined;
}
