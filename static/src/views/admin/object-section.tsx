import DynamicTable from '@atlaskit/dynamic-table';
import Heading from '@atlaskit/heading';
import Lozenge from '@atlaskit/lozenge';
import SectionMessage from '@atlaskit/section-message';
import { useLocale, type Locale } from '../../locale/locale';
import { sentences } from '../../parts/sentence';
import parts from '../../parts/parts.module.css';
import type { FieldMapping, FieldSelection, Mapping, ObjectConfiguration, Problem, Source } from '../../wire';
import styles from './admin.module.css';

/** One object: its fields by view, its mapping, and what the check found. */
export function ObjectSection({ configuration }: { configuration: ObjectConfiguration }) {
  const { t } = useLocale();
  const { fields, mapping, problems } = configuration;
  return (
    <section className={styles.object} aria-label={fields.object}>
      <Heading size="medium" as="h3">
        {fields.object}
      </Heading>
      <Problems problems={problems} />
      <Heading size="xsmall" as="h4">
        {t('configuration.views')}
      </Heading>
      <FieldsByView fields={fields} />
      <Heading size="xsmall" as="h4">
        {t('configuration.mapping')}
      </Heading>
      {mapping === null ? <p>{t('configuration.noMapping')}</p> : <MappingTable mapping={mapping} />}
    </section>
  );
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  const { t } = useLocale();
  if (problems.length === 0) return <p className={parts.subtle}>{t('configuration.fine')}</p>;
  const worst = problems.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
  return (
    <div className={parts.message}>
      <SectionMessage
        appearance={worst}
        headingLevel="h4"
        title={t('configuration.problems', { count: problems.length })}
      >
        <ul className={styles.problems}>
          {problems.map((problem, index) => (
            <li key={index}>
              <Lozenge appearance={problem.severity === 'error' ? 'removed' : 'moved'}>
                {t(`configuration.${problem.severity}`)}
              </Lozenge>{' '}
              {problem.field !== null && <strong>{problem.field}: </strong>}
              {sentences(problem.text, problem.remedy)}
            </li>
          ))}
        </ul>
      </SectionMessage>
    </div>
  );
}

const VIEWS = ['search', 'details', 'list', 'compact'] as const;

function FieldsByView({ fields }: { fields: FieldSelection }) {
  const { t } = useLocale();
  return (
    <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('configuration.scroll', { table: t('configuration.views'), object: fields.object })}>
      <DynamicTable
        label={t('configuration.views')}
        head={{
          cells: [
            { key: 'view', width: 20, content: t('configuration.view') },
            { key: 'fields', content: t('configuration.fields') },
          ],
        }}
        rows={VIEWS.map((view) => ({
          key: view,
          cells: [
            { key: view, content: t(`configuration.${view}`) },
            { key: `${view}-fields`, content: fields[view].join(', ') },
          ],
        }))}
      />
    </div>
  );
}

function MappingTable({ mapping }: { mapping: Mapping }) {
  const locale = useLocale();
  const { t } = locale;
  return (
    <>
      <div className={styles.scroll} role="region" tabIndex={0} aria-label={t('configuration.scroll', { table: t('configuration.mapping'), object: mapping.object })}>
        <DynamicTable
          label={t('configuration.mapping')}
          head={{
            cells: (['field', 'source', 'default', 'form'] as const).map((key) => ({
              key,
              content: t(`configuration.${key}`),
            })),
          }}
          rows={mapping.fields.map((field) => ({ key: field.field, cells: cellsOf(field, locale) }))}
        />
      </div>
      <p className={parts.subtle}>
        {t(mapping.assignmentRules ? 'configuration.assignmentRulesOn' : 'configuration.assignmentRulesOff')}
      </p>
    </>
  );
}

function cellsOf(field: FieldMapping, locale: Locale) {
  const { t } = locale;
  return [
    {
      key: 'field',
      content: (
        <>
          {field.field}
          {field.label !== null && <span className={parts.subtle}> ({field.label})</span>}
        </>
      ),
    },
    { key: 'source', content: sourceWords(field.source, locale) },
    { key: 'default', content: field.default ?? '–' },
    {
      key: 'form',
      content: [t(`configuration.width.${field.width}`), ...(field.readOnly ? [t('configuration.readOnly')] : [])].join(', '),
    },
  ];
}

/** Where a field's value comes from, as a sentence. */
function sourceWords(source: Source, { t }: Locale): string {
  switch (source.kind) {
    case 'nothing':
      return t('configuration.source.nothing');
    case 'field':
      return t('configuration.source.field', { field: source.field });
    case 'picklist': {
      const pairs = Object.entries(source.values).map(([from, to]) => t('configuration.pair', { from, to }));
      const values = [...pairs, t(`configuration.unmapped.${source.unmapped}`)].join(', ');
      return t('configuration.source.picklist', { field: source.field, values });
    }
    case 'constant':
      return t('configuration.source.constant', { value: source.value });
    case 'template':
      return t('configuration.source.template', { template: source.template });
    default:
      return source satisfies never;
  }
}
