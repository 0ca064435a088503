import Heading from '@atlaskit/heading';
import { useLocale } from '../../../locale/locale';
import type { FieldSelection, SchemaField, SectionProblem } from '../../../wire';
import { AvailableFields } from './available-fields';
import { ChosenFields } from './chosen-fields';
import styles from './fields.module.css';
import { Preview } from './preview';
import { chosenIn, maxOf, type Tab } from './tabs';

interface Props {
  readonly tab: Tab;
  /** The object's fields; none when no org could tell them. */
  readonly fields: readonly SchemaField[] | null;
  readonly selection: FieldSelection;
  readonly problems: readonly SectionProblem[];
  readonly onChange: (paths: string[]) => void;
}

/** The fields of one tab: those to choose from, those that are chosen, and what people will see. */
export function FieldTab({ tab, fields, selection, problems, onChange }: Props) {
  const { t } = useLocale();
  const nameField = fields?.find((field) => field.nameField) ?? null;
  const chosen = chosenIn(tab, selection, nameField?.field ?? null);
  const labelOf = (path: string): string => fields?.find(({ field }) => field === path)?.label ?? path;
  const max = maxOf(tab);
  const toggle = (path: string, on: boolean): void =>
    onChange(on ? [...chosen, path] : chosen.filter((each) => each !== path));
  return (
    <>
      <p className={styles.subtle}>
        {t(`fields.hint.${tab}`, { max: String(max ?? ''), name: nameField?.label ?? 'Name' })}
      </p>
      <div className={styles.columns}>
        {fields !== null && (
          <AvailableFields
            tab={tab}
            fields={fields}
            chosen={chosen}
            locked={nameField?.field ?? null}
            onToggle={toggle}
          />
        )}
        <section className={styles.column} aria-label={t('fields.chosenIn', { tab: t(`fields.tab.${tab}`) })}>
          <div className={styles.columnHeading}>
            <Heading size="xsmall" as="h4">
              {t('fields.chosen')}
            </Heading>
            <span className={styles.count} role="status">
              {max === null
                ? t('fields.count', { count: chosen.length })
                : t('fields.countOf', { count: chosen.length, max: String(max) })}
            </span>
          </div>
          <ChosenFields
            tab={tab}
            chosen={chosen}
            labelOf={labelOf}
            locked={tab === 'list' || tab === 'compact' ? (nameField?.field ?? null) : null}
            problems={problems}
            onChange={onChange}
          />
        </section>
      </div>
      <Preview tab={tab} columns={chosen.map((path) => ({ path, label: labelOf(path) }))} />
    </>
  );
}
