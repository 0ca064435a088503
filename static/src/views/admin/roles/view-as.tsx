import { Label } from '@atlaskit/form';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import Select from '@atlaskit/select';
import { useState } from 'react';
import { useView } from '../../../hooks/use-view';
import { useLocale, type Locale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { failureWords } from '../../../parts/failure-words';
import { LinesSkeleton } from '../../../parts/skeletons';
import { en } from '../../../texts/en';
import type { PlainKey } from '../../../locale/texts';
import type { AccessReason, PersonChoice } from '../../../wire';
import admin from '../admin.module.css';
import table from '../parts/parts.module.css';
import { useTyped } from '../preview/use-typed';
import styles from './roles.module.css';

interface Props {
  /** The project; none while all are looked at. */
  readonly project: string | null;
  /** Whether something is edited and not saved. */
  readonly unsaved: boolean;
}

/** What a person may do in a project, and why. */
export function ViewAs({ project, unsaved }: Props) {
  const { t } = useLocale();
  const [person, setPerson] = useState<PersonChoice | null>(null);
  return (
    <section className={admin.section} aria-labelledby="view-as">
      <div id="view-as">
        <Heading size="medium" as="h3">
          {t('viewAs.title')}
        </Heading>
      </div>
      {project === null ? (
        <p className={styles.hint}>{t('viewAs.project')}</p>
      ) : (
        <>
          <p className={styles.hint}>
            {t('viewAs.intro')} {unsaved && t('viewAs.unsaved')}
          </p>
          <PersonPicker person={person} onChange={setPerson} />
          {person !== null && (
            <Access key={`${person.accountId} ${String(unsaved)}`} project={project} person={person} />
          )}
        </>
      )}
    </section>
  );
}

function PersonPicker({ person, onChange }: { person: PersonChoice | null; onChange: (person: PersonChoice | null) => void }) {
  const locale = useLocale();
  const { t } = locale;
  const { view, searching, failure, search } = useTyped('findPeople', {});
  const optionOf = (each: PersonChoice) => ({ value: each.accountId, label: each.name, person: each });
  return (
    <div className={styles.person}>
      <Label htmlFor="view-as-person">{t('viewAs.person')}</Label>
      <Select
        inputId="view-as-person"
        options={(view?.people ?? []).map(optionOf)}
        value={person === null ? null : optionOf(person)}
        isLoading={searching}
        isClearable
        placeholder={t('viewAs.personHint')}
        // Jira has searched already.
        filterOption={() => true}
        noOptionsMessage={() => {
          if (failure !== null) return failureWords(failure, locale).title;
          return t(searching || view === null ? 'viewAs.personHint' : 'viewAs.nobody');
        }}
        onInputChange={(text, { action }) => {
          // What is given back would become the input's text.
          if (action === 'input-change') search(text);
        }}
        onChange={(option) => onChange(option?.person ?? null)}
      />
    </div>
  );
}

function Access({ project, person }: { project: string; person: PersonChoice }) {
  const locale = useLocale();
  const { t } = locale;
  const { loaded, reload } = useView('viewAs', { accountId: person.accountId, project });
  if (loaded.kind === 'loading') return <LinesSkeleton lines={4} />;
  if (loaded.kind === 'failed') return <FailureMessage failure={loaded.failure} onRetry={reload} />;
  const label = t('viewAs.table', { name: loaded.view.person.name });
  return (
    <div className={table.scroll} role="region" tabIndex={0} aria-label={label}>
      <table className={table.table} aria-label={label}>
        <thead>
          <tr>
            <th scope="col">{t('roles.what')}</th>
            <th scope="col">{t('viewAs.may')}</th>
            <th scope="col">{t('viewAs.why')}</th>
          </tr>
        </thead>
        <tbody>
          {loaded.view.access.map(({ action, allowed, reason }) => (
            <tr key={action} data-access={action} data-allowed={allowed}>
              <td>{t(`roles.action.${action}`)}</td>
              <td>
                <Lozenge appearance={allowed ? 'success' : 'default'}>{t(allowed ? 'viewAs.yes' : 'viewAs.no')}</Lozenge>
              </td>
              <td>{reasonWords(reason, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function reasonWords(reason: AccessReason, { t }: Locale): string {
  switch (reason.kind) {
    case 'everyone':
      return t('viewAs.reason.everyone');
    case 'group':
      return t('viewAs.reason.group', { name: reason.name });
    case 'projectRole':
      return t('viewAs.reason.projectRole', { name: reason.name });
    case 'permission':
      return t('viewAs.reason.permission', { name: reason.name });
    case 'setting': {
      const key = `settings.${reason.name}`;
      return t('viewAs.reason.setting', { name: key in en ? t(key as PlainKey) : reason.name });
    }
    case 'notSeen':
      return t('viewAs.reason.notSeen');
    case 'notGranted':
      return t('viewAs.reason.notGranted', {
        who: [...reason.groups, ...reason.projectRoles].join(', ') || t('roles.nobody'),
      });
    default:
      return reason satisfies never;
  }
}
