import Select from '@atlaskit/select';
import { useLocale, type Locale } from '../../../locale/locale';
import { failureWords } from '../../../parts/failure-words';
import type { NamedId, RoleAction, RoleChoicesView, RoleGrant } from '../../../wire';
import type { Typed } from '../preview/use-typed';
import { ALL_PROJECTS, choiceOf, namesOf, type Choice } from './grants';
import styles from './roles.module.css';

interface Props {
  readonly action: RoleAction;
  readonly project: string;
  /** What the project says itself; none is nothing. */
  readonly grant: RoleGrant | null;
  /** What holds in all projects. */
  readonly shared: RoleGrant | null;
  readonly found: Typed<RoleChoicesView>;
  readonly onChange: (grant: RoleGrant | null) => void;
}

/** Who may do one thing. */
export function RoleRow({ action, project, grant, shared, found, onChange }: Props) {
  const locale = useLocale();
  const { t } = locale;
  const title = t(`roles.action.${action}`);
  const options = choices(project, shared, locale);
  const choice = choiceOf(grant, project);
  const choose = (next: Choice): void => {
    const said = next === 'only' || (next === 'everyone' && project !== ALL_PROJECTS);
    onChange(said ? { action, everyone: next === 'everyone', groups: [], projectRoles: [] } : null);
  };
  return (
    <li className={styles.row} data-action={action}>
      <div className={styles.what}>
        <h3>{title}</h3>
        <p className={styles.hint}>{t(`roles.hint.${action}`)}</p>
      </div>
      <div className={styles.who}>
        <Select
          inputId={`role-${action}`}
          aria-label={t('roles.whoOf', { action: title })}
          options={options}
          value={options.find(({ value }) => value === choice) ?? null}
          isSearchable={false}
          onChange={(option) => option !== null && option.value !== choice && choose(option.value)}
        />
        {grant !== null && !grant.everyone && (
          <Audience action={action} title={title} grant={grant} found={found} onChange={onChange} />
        )}
      </div>
    </li>
  );
}

function choices(project: string, shared: RoleGrant | null, { t }: Locale): { value: Choice; label: string }[] {
  const everyone = { value: 'everyone' as const, label: t('roles.everyone') };
  const only = { value: 'only' as const, label: t('roles.only') };
  if (project === ALL_PROJECTS) return [everyone, only];
  const restricted = shared !== null && !shared.everyone;
  const who = restricted ? namesOf(shared) || t('roles.nobody') : t('roles.everyone');
  return [{ value: 'inherit', label: t('roles.inheritFrom', { who }) }, everyone, only];
}

interface AudienceProps extends Pick<Props, 'action' | 'found'> {
  readonly title: string;
  readonly grant: RoleGrant;
  readonly onChange: (grant: RoleGrant) => void;
}

type Kind = 'groups' | 'projectRoles';

function Audience({ action, title, grant, found, onChange }: AudienceProps) {
  const locale = useLocale();
  const { t } = locale;
  const { view, searching, failure, search } = found;
  const option = (kind: Kind) => (named: NamedId) => ({ value: `${kind}:${named.id}`, label: named.name, kind, named });
  const options = [
    { label: t('roles.projectRoles'), options: (view?.projectRoles ?? []).map(option('projectRoles')) },
    { label: t('roles.groups'), options: (view?.groups ?? []).map(option('groups')) },
  ];
  const chosen = [...grant.projectRoles.map(option('projectRoles')), ...grant.groups.map(option('groups'))];
  return (
    <Select
      inputId={`role-choices-${action}`}
      aria-label={t('roles.choicesOf', { action: title })}
      isMulti
      isLoading={searching}
      options={options}
      value={chosen}
      placeholder={t('roles.choose')}
      noOptionsMessage={() => (failure === null ? t('roles.nothing') : failureWords(failure, locale).title)}
      onFocus={() => view === null && search('')}
      onInputChange={(text, { action: cause }) => {
        // What is given back would become the input's text.
        if (cause === 'input-change') search(text);
      }}
      onChange={(values) => {
        const of = (kind: Kind): NamedId[] => values.filter((value) => value.kind === kind).map(({ named }) => named);
        onChange({ ...grant, groups: of('groups'), projectRoles: of('projectRoles') });
      }}
    />
  );
}
