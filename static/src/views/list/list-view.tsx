import { useCallback, useState } from 'react';
import type { PanelView } from '../../wire';
import { keyedGroups } from '../panel/listed-records';
import { useGone } from '../panel/gone-words';
import { PanelFrame } from '../panel/panel-frame';
import { PanelStates } from '../panel/panel-states';
import { mayChoosePrimary } from '../panel/primary-mark';
import { usePanel, type Panel } from '../panel/use-panel';
import type { Selection } from './list-record';
import { ListToolbar } from './list-toolbar';
import { RecordTable } from './record-table';

/** The wide panel in the main column: a table for each object. */
export function ListView() {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const clear = useCallback(() => setChosen(new Set()), []);
  const panel = usePanel('list', clear);
  const toggle = useCallback((ids: readonly string[], on: boolean) => {
    setChosen((before) => {
      const after = new Set(before);
      for (const id of ids) {
        if (on) after.add(id);
        else after.delete(id);
      }
      return after;
    });
  }, []);
  return (
    <PanelFrame panel={panel}>
      <PanelStates panel={panel}>
        {(view) => <Tables panel={panel} view={view} selection={{ chosen, toggle }} />}
      </PanelStates>
    </PanelFrame>
  );
}

function Tables({ panel, view, selection }: { panel: Panel; view: PanelView; selection: Selection }) {
  const gone = useGone(view, panel.sync.state);
  return (
    <>
      <ListToolbar panel={panel} view={view} chosen={selection.chosen} />
      {keyedGroups(view).map(({ key, group }) => (
        <RecordTable
          key={key}
          group={group}
          actions={{
            onOpen: panel.open,
            onPrimary: mayChoosePrimary(view) ? panel.choosePrimary : null,
            refreshing: panel.loaded.kind === 'ready' && panel.loaded.refreshing,
            gone,
            selection: view.allowed.unlink ? selection : null,
          }}
        />
      ))}
    </>
  );
}
