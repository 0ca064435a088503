import Button from '@atlaskit/button/new';
import { useState } from 'react';
import { closeDialog } from '../../bridge/dialogs';
import { useAction } from '../../hooks/use-action';
import { useLocale } from '../../locale/locale';
import type { Translate } from '../../locale/texts';
import { Announcement } from '../../parts/announcement';
import { DialogFrame } from '../../parts/dialog-frame';
import { Empty } from '../../parts/empty';
import { FailureMessage } from '../../parts/failure-message';
import { LinesSkeleton } from '../../parts/skeletons';
import type { LinkingPolicy, LinkView, ObjectChoice, SearchView } from '../../wire';
import styles from './link.module.css';
import { SearchForm } from './search-form';
import { SearchResults } from './search-results';
import { RefusedMessage, ShareQuestion } from './share-question';

interface Props {
  readonly objects: readonly ObjectChoice[];
  readonly linking: LinkingPolicy;
}

/** What linking has brought so far, by record ids. */
const NOTHING_YET: LinkView = { linked: [], already: [], missing: [], elsewhere: [] };

/** Searches an object's records and links those that are chosen. */
export function LinkDialog({ objects, linking }: Props) {
  const { t } = useLocale();
  const [asked, setAsked] = useState({ object: objects[0]?.object ?? '', keywords: '' });
  const [found, setFound] = useState<SearchView | null>(null);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [done, setDone] = useState<LinkView>(NOTHING_YET);
  const search = useAction('search');
  const link = useAction('link');

  const onSearch = async (object: string, keywords: string): Promise<void> => {
    if (search.sending) return;
    setAsked({ object, keywords });
    setFound(null);
    setChosen([]);
    setDone((before) => ({ ...before, elsewhere: [] }));
    link.clear();
    const outcome = await search.send({ object, keywords });
    if (outcome?.kind === 'ok') setFound(outcome.view);
  };
  const onObject = (): void => {
    setFound(null);
    setChosen([]);
    search.clear();
  };
  const onLink = async (recordIds: readonly string[], share: boolean): Promise<void> => {
    const outcome = await link.send({ object: asked.object, recordIds: [...recordIds], share });
    if (outcome?.kind !== 'ok') return;
    const all = together(done, outcome.view);
    setDone(all);
    if (all.elsewhere.length === 0) await finish(all);
    // What was not linked is still in question; what was is not chosen any more.
    else setChosen(all.elsewhere);
  };
  const toggle = (id: string, on: boolean): void =>
    setChosen((before) => (on ? [...before, id] : before.filter((each) => each !== id)));
  const plural = objects.find((each) => each.object === asked.object)?.labelPlural ?? asked.object;
  const questioned = (found?.records ?? []).filter((record) => done.elsewhere.includes(record.id));
  const asking = questioned.length > 0 && linking.sharing === 'warned';
  const leave = (): void => {
    if (done.linked.length > 0) void finish(done);
    else {
      setDone(NOTHING_YET);
      setChosen([]);
    }
  };

  return (
    <DialogFrame
      title={t('link.title')}
      busy={link.sending}
      onClose={() => void finish(done)}
      footer={
        asking ? (
          <>
            <Button appearance="subtle" isDisabled={link.sending} onClick={leave}>
              {t('link.share.leave')}
            </Button>
            <Button appearance="warning" isLoading={link.sending} onClick={() => void onLink(done.elsewhere, true)}>
              {t('link.share.also', { count: questioned.length })}
            </Button>
          </>
        ) : (
          <>
            <p className={styles.policy}>{t(`link.firstSync.${linking.firstSync}`)}</p>
            <Button appearance="subtle" isDisabled={link.sending} onClick={() => void finish(done)}>
              {t('action.cancel')}
            </Button>
            <Button
              appearance="primary"
              isDisabled={chosen.length === 0}
              isLoading={link.sending}
              onClick={() => void onLink(chosen, false)}
            >
              {chosen.length === 0 ? t('link.submitNone') : t('link.submit', { count: chosen.length })}
            </Button>
          </>
        )
      }
    >
      {link.failure !== null && <FailureMessage failure={link.failure} onRetry={() => void onLink(chosen, asking)} />}
      {asking ? (
        <ShareQuestion records={questioned} linked={done.linked.length} />
      ) : (
        <>
          {questioned.length > 0 && <RefusedMessage records={questioned} />}
          <SearchForm objects={objects} onObject={onObject} onSearch={(object, keywords) => void onSearch(object, keywords)} />
          {search.sending && <LinesSkeleton lines={6} />}
          {search.failure !== null && (
            <FailureMessage failure={search.failure} onRetry={() => void onSearch(asked.object, asked.keywords)} />
          )}
          {found !== null && found.records.length > 0 && (
            <SearchResults
              found={found}
              chosen={chosen}
              linked={done.linked}
              refuseShared={linking.sharing === 'refused'}
              onToggle={toggle}
            />
          )}
          {found !== null && found.records.length === 0 && (
            <Empty title={t('link.nothing', { objects: plural, keywords: asked.keywords })} hint={t('link.nothingHint')} />
          )}
          {found === null && !search.sending && search.failure === null && <Empty title={t('link.start')} />}
        </>
      )}
      <Announcement>{announcement(t, link.sending, search.sending, found)}</Announcement>
    </DialogFrame>
  );
}

/** What two sendings have brought: what is in question is what the last one left. */
function together(before: LinkView, { linked, already, missing, elsewhere }: LinkView): LinkView {
  return {
    linked: [...before.linked, ...linked],
    already: [...before.already, ...already],
    missing: [...before.missing, ...missing],
    elsewhere,
  };
}

/** Closes the dialog, and hands back what it has changed. */
async function finish({ linked, already, missing, elsewhere }: LinkView): Promise<void> {
  if (linked.length + already.length + missing.length === 0) return closeDialog();
  return closeDialog({
    kind: 'linked',
    linked: linked.length,
    already: already.length,
    missing: missing.length,
    elsewhere: elsewhere.length,
  });
}

function announcement(t: Translate, linking: boolean, searching: boolean, found: SearchView | null): string {
  if (linking) return t('link.sending');
  if (searching) return t('link.searching');
  return found === null ? '' : t('link.found', { count: found.records.length });
}
