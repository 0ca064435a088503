import Checkbox from '@atlaskit/checkbox';
import Heading from '@atlaskit/heading';
import type { Draft } from '../../../hooks/use-draft';
import { useLocale } from '../../../locale/locale';
import type { EventSelection } from '../../../wire';
import styles from './events.module.css';

/** The events, in the order in which an issue lives through them. */
const EVENTS = [
  'issueCreated',
  'issueUpdated',
  'issueTransitioned',
  'issueAssigned',
  'commented',
  'commentDeleted',
  'attachmentAdded',
  'attachmentDeleted',
  'issueDeleted',
] as const satisfies readonly (keyof EventSelection)[];

/** Which events of issues are followed, with what each does. */
export function EventList({ draft }: { draft: Draft }) {
  const { t } = useLocale();
  const events = draft.read('events', 'events');
  if (events === null) return null;
  const change = (event: keyof EventSelection, on: boolean): void =>
    draft.write('events', { kind: 'events', content: { ...events, [event]: on } });
  return (
    <section className={styles.section} aria-labelledby="events-heading">
      <div id="events-heading">
        <Heading size="medium" as="h3">
          {t('events.events')}
        </Heading>
      </div>
      <p className={styles.hint}>{t('events.eventsHint')}</p>
      <ul className={styles.events}>
        {EVENTS.map((event) => (
          <li key={event}>
            <Checkbox
              label={t(`events.event.${event}`)}
              isChecked={events[event]}
              aria-describedby={`event-${event}`}
              onChange={({ currentTarget }) => change(event, currentTarget.checked)}
            />
            <p id={`event-${event}`} className={styles.effect}>
              {t(`events.effect.${event}`)}
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
