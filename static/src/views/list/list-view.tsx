import { VisuallyHidden } from '../../parts/visually-hidden';
import { useCallback, useState } from 'react';
import { useLocale } from '../../locale/locale';
import { PanelStates } from '../panel/panel-states';
import { usePanel } from '../panel/use-panel';
import { ListToolbar } from './list-toolbar';
import { RecordTable } from './record-table';

/** The wide panel in the main column: a table for each object. */
export function ListView() {
  const { t } = useLocale();
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
    <main>
      <h1 tabIndex={-1}>
        <VisuallyHidden>{t('panel.label')}</VisuallyHidden>
      </h1>
      <PanelStates panel={panel}>
        {(view) => (
          <>
            <ListToolbar panel={panel} view={view} chosen={chosen} />
            {view.groups
              .filter((group) => group.records.length > 0)
              .map((group) => (
                <RecordTable
                  key={group.records[0]?.id ?? group.object}
                  group={group}
                  onOpen={panel.open}
                  selection={view.allowed.unlink ? { chosen, toggle } : null}
                />
              ))}
          </>
        )}
      </PanelStates>
    </main>
  );
}
