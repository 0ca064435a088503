import { Label } from '@atlaskit/form';
import Heading from '@atlaskit/heading';
import Select from '@atlaskit/select';
import type { Draft } from '../../../hooks/use-draft';
import { useIssueTypes } from '../../../hooks/use-issue-types';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { FieldProblems } from '../parts/problem-list';
import styles from './mapping.module.css';

/** The issue types on which nothing is created, linked or unlinked. */
export function RestrictionsSection({ draft }: { draft: Draft }) {
  const { t } = useLocale();
  const { types, loading, partial, failure, reload } = useIssueTypes();
  const restrictions = draft.read('restrictions', 'restrictions');
  if (restrictions === null) return null;
  const chosen = restrictions.issueTypes;
  const isTwice = (name: string): boolean => types.filter((type) => type.name === name).length > 1;
  const options = types.map((type) => ({
    value: type.id,
    name: type.name,
    label: isTwice(type.name)
      ? t('restrictions.in', { name: type.name, projects: type.projects.slice(0, 3).join(', ') })
      : type.name,
  }));
  const gone = chosen
    .filter(({ id }) => !types.some((type) => type.id === id))
    .map(({ id, name }) => ({
      value: id,
      name,
      label: loading || failure !== null || partial !== null ? name : t('restrictions.gone', { name }),
    }));
  const all = [...options, ...gone];
  const problems = draft.problems.filter(({ section }) => section === 'restrictions').map(({ problem }) => problem);
  return (
    <section className={styles.section} aria-labelledby="restrictions-heading">
      <div id="restrictions-heading">
        <Heading size="medium" as="h3">
          {t('restrictions.title')}
        </Heading>
      </div>
      <p id="restrictions-hint" className={styles.subtle}>
        {t('restrictions.hint')}
      </p>
      {failure !== null && <FailureMessage failure={failure} onRetry={reload} />}
      <div className={styles.restrictions}>
        <Label htmlFor="restrictions">{t('restrictions.label')}</Label>
        <Select
          inputId="restrictions"
          isMulti
          isLoading={loading}
          options={options}
          value={chosen.flatMap(({ id }) => all.find((option) => option.value === id) ?? [])}
          placeholder={t('restrictions.placeholder')}
          descriptionId="restrictions-hint"
          noOptionsMessage={() => t('restrictions.nothing')}
          onChange={(values) =>
            draft.write('restrictions', {
              kind: 'restrictions',
              content: { issueTypes: values.map(({ value, name }) => ({ id: value, name })) },
            })
          }
        />
        <FieldProblems problems={problems} />
      </div>
      {partial !== null && <p className={styles.subtle}>{t('restrictions.some', { count: partial })}</p>}
    </section>
  );
}
