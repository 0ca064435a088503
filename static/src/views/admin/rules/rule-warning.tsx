import { useConfigured } from '../../../hooks/use-configuration';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import type { ConfigurationView, Rule } from '../../../wire';
import { ALL_PROJECTS } from './new-rule';
import type { PartProblem } from './rule-problems';
import styles from './rules.module.css';

interface Props {
  readonly rule: Rule;
  /** What people call the rule's object. */
  readonly object: string;
  readonly project: string;
  readonly problems: readonly PartProblem[];
}

/** Where a rule has no mapping to create a record by, and the way to make one. */
export function RuleWarning({ rule, object, project, problems }: Props) {
  const { t } = useLocale();
  const configuration = useConfigured();
  const { go } = useAdminPlace();
  const isConfigured = configuration.objects.some((each) => each.object === rule.object);
  // What the core says of the object is said where the object stands.
  if (!isConfigured && problems.some(({ path }) => path === 'object')) return null;
  if (!isConfigured)
    return (
      <p className={styles.warning}>
        {t('rules.objectGone', { object })}{' '}
        <button type="button" className={parts.nameButton} onClick={() => go('fields')}>
          {t('rules.goFields')}
        </button>
      </p>
    );
  const without = projectsWithout(rule.object, project, configuration);
  if (without === null) return null;
  return (
    <p className={styles.warning} data-warning="mapping">
      {without.length === 0
        ? t('rules.noMapping', { object })
        : t('rules.noMappingIn', { object, projects: without.join(', ') })}{' '}
      <button type="button" className={parts.nameButton} onClick={() => go('mapping')}>
        {t('rules.goMapping')}
      </button>
    </p>
  );
}

/** The keys of the projects in which an object has no mapping: empty when it is all that matter, none when it has. */
function projectsWithout(object: string, project: string, configuration: ConfigurationView): readonly string[] | null {
  const mappings = configuration.objects.find((each) => each.object === object)?.mappings ?? [];
  const has = (id: string): boolean => mappings.some((mapping) => mapping.project === id);
  if (has(ALL_PROJECTS) || has(project)) return null;
  if (project !== ALL_PROJECTS) return [];
  const without = configuration.projects.filter(({ id }) => !has(id));
  if (without.length === 0 && configuration.projects.length > 0) return null;
  return without.length === configuration.projects.length ? [] : without.map(({ key }) => key);
}
