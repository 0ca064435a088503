import { useConfigured } from '../../../hooks/use-configuration';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import parts from '../../../parts/parts.module.css';
import type { ConfigurationView, Problem, Rule } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import { ALL_PROJECTS } from './new-rule';
import styles from './rules.module.css';

interface Props {
  readonly rule: Rule;
  /** What people call the rule's object. */
  readonly object: string;
  readonly project: string;
  /** What the core says of the rule as a whole. */
  readonly problems: readonly Problem[];
}

/** What keeps a rule from creating a record, and the way to mend it. */
export function RuleWarning({ rule, object, project, problems }: Props) {
  const { t } = useLocale();
  const configuration = useConfigured();
  const { go } = useAdminPlace();
  if (!configuration.objects.some((each) => each.object === rule.object))
    return (
      <p className={styles.warning}>
        {t('rules.objectGone', { object })}{' '}
        <button type="button" className={parts.nameButton} onClick={() => go('fields')}>
          {t('rules.goFields')}
        </button>
      </p>
    );
  // Of a missing mapping the page knows by itself, and of rules that are switched off too.
  const without = projectsWithout(rule.object, project, configuration);
  const others = problems.filter(({ code }) => code !== 'noMapping');
  const isMapping = without !== null || others.some(({ code }) => code === 'requiredUnfillable');
  return (
    <div data-warning={isMapping ? 'mapping' : undefined}>
      <FieldProblems problems={others} />
      {without !== null && (
        <p className={styles.warning}>
          {without.length === 0
            ? t('rules.noMapping', { object })
            : t('rules.noMappingIn', { object, projects: without.join(', ') })}
        </p>
      )}
      {isMapping && (
        <button type="button" className={`${parts.nameButton} ${styles.hint}`} onClick={() => go('mapping')}>
          {t('rules.goMapping')}
        </button>
      )}
    </div>
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
