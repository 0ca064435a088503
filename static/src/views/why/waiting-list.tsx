import { useLocale } from '../../locale/locale';
import { JudgedTree } from '../../parts/judged-tree';
import { When } from '../../parts/when';
import type { WaitingView } from '../../wire';
import { Disclosure } from './disclosure';
import styles from './why.module.css';

/** What waits until conditions of a mapping are met (SYNC-7), each with what was found. */
export function WaitingList({ waiting }: { waiting: readonly WaitingView[] }) {
  const { t } = useLocale();
  return (
    <ul className={styles.list}>
      {waiting.map(({ recordId, recordName, way, sinceMs, heldBack, conditions }) => {
        const sentence = t(`why.waiting.${way}`, { name: recordName });
        return (
          <li key={`${recordId} ${way}`} data-waiting={way} data-held-back={heldBack}>
            <Disclosure
              open
              title={sentence}
              about={
                <span>
                  {t(heldBack ? 'why.waiting.heldBack' : 'why.waiting.nothingYet')}
                  {' · '}
                  <When atMs={sinceMs} />
                </span>
              }
            >
              <JudgedTree trigger={null} conditions={conditions} label={sentence} />
            </Disclosure>
          </li>
        );
      })}
    </ul>
  );
}
