import { useMemo } from 'react';
import { useNow } from '../../hooks/use-now';
import { useLocale } from '../../locale/locale';
import type { PanelView, SyncStateView } from '../../wire';

/** What became of a record that is not there any more: in a word, and in sentences. */
export interface GoneWords {
  readonly mark: string;
  readonly hint: string;
}

/** What to say of linked records that are not there any more (SYNC-6), by their ids. */
export function useGone({ groups }: PanelView, state: SyncStateView | null): ReadonlyMap<string, GoneWords> {
  const { t, format } = useLocale();
  const now = useNow();
  return useMemo(() => {
    const names = new Map(groups.flatMap(({ records }) => records.map(({ id, name }) => [id, name] as const)));
    return new Map(
      (state?.gone ?? []).map(({ recordId, gone }) => {
        const age = format.age(gone.atMs, now) ?? t('age.now');
        const mark = t(`gone.${gone.kind}`);
        const hint =
          gone.kind === 'merged'
            ? t('gone.mergedHint', { name: names.get(gone.into) ?? t('gone.otherRecord'), age })
            : t(`gone.${gone.kind}Hint`, { age });
        return [recordId, { mark, hint }] as const;
      }),
    );
  }, [groups, state, now, t, format]);
}
