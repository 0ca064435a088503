import Button from '@atlaskit/button/new';
import { useState } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { LinesSkeleton } from '../../parts/skeletons';
import type { Translate } from '../../locale/texts';
import type { ObjectChoice, SearchView } from '../../wire';
import { SearchForm } from './search-form';
import { SearchResults } from './search-results';

/** Searches an object's records and links those that are chosen. */
export function LinkDialog({ objects }: { objects: readonly ObjectChoice[] }) {
  const { t } = useLocale();
  const [asked, setAsked] = useState({ object: objects[0]?.object ?? '', keywords: '' });
  const [found, setFound] = useState<SearchView | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const search = useAction('search');
  const link = useAction('link');

  const onSearch = async (object: string, keywords: string): Promise<void> => {
    if (search.sending) return;
    setAsked({ object, keywords });
    setFound(null);
    setChosen([]);
    link.clear();
    const outcome = await search.send({ object, keywords });
    if (outcome?.kind === 'ok') setFound(outcome.view);
  };
  const onObject = (): void => {
    setFound(null);
    setChosen([]);
    search.clear();
  };
  const onLink = async (): Promise<void> => {
    const outcome = await link.send({ object: asked.object, recordIds: [...chosen], share: false });
    if (outcome?.kind !== 'ok') return;
    const { linked, already, missing } = outcome.view;
    await closeDialog({ kind: 'linked', linked: linked.length, already: already.length, missing: missing.length });
  };
  const toggle = (id: string, on: boolean): void =>
    setChosen((before) => (on ? [...before, id] : before.filter((each) => each !== id)));
  const plural = objects.find((each) => each.object === asked.object)?.labelPlural ?? asked.object;

  return (
    <DialogFrame
      title={t('link.title')}
      busy={link.sending}
      footer={
        <>
          <Button appearance="subtle" isDisabled={link.sending} onClick={() => void closeDialog()}>
            {t('action.cancel')}
          </Button>
          <Button
            appearance="primary"
            isDisabled={chosen.length === 0}
            isLoading={link.sending}
            onClick={() => void onLink()}
          >
            {chosen.length === 0 ? t('link.submitNone') : t('link.submit', { count: chosen.length })}
          </Button>
        </>
      }
    >
      {link.failure !== null && <FailureMessage failure={link.failure} onRetry={() => void onLink()} />}
      <SearchForm objects={objects} onObject={onObject} onSearch={(object, keywords) => void onSearch(object, keywords)} />
      {search.sending && <LinesSkeleton lines={6} />}
      {search.failure !== null && (
        <FailureMessage failure={search.failure} onRetry={() => void onSearch(asked.object, asked.keywords)} />
      )}
      {found !== null && found.records.length > 0 && <SearchResults found={found} chosen={chosen} onToggle={toggle} />}
      {found !== null && found.records.length === 0 && (
        <Empty title={t('link.nothing', { objects: plural, keywords: asked.keywords })} hint={t('link.nothingHint')} />
      )}
      {found === null && !search.sending && search.failure === null && <Empty title={t('link.start')} />}
      <Announcement>
        {announcement(t, link.sending, search.sending, found)}
      </Announcement>
    </DialogFrame>
  );
}

function announcement(t: Translate, linking: boolean, searching: boolean, found: SearchView | null): string {
  if (linking) return t('link.sending');
  if (searching) return t('link.searching');
  return found === null ? '' : t('link.found', { count: found.records.length });
}
