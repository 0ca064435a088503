import { IconButton } from '@atlaskit/button/new';
import CrossIcon from '@atlaskit/icon/core/cross';
import LockIcon from '@atlaskit/icon/core/lock-locked';
import { useRef } from 'react';
import { useReorder } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { DragHandle, MoveButtons } from '../../../parts/reorder';
import type { SectionProblem } from '../../../wire';
import { FieldProblems } from '../parts/problem-list';
import styles from './fields.module.css';
import type { Tab } from './tabs';

interface Props {
  readonly tab: Tab;
  readonly chosen: readonly string[];
  readonly labelOf: (path: string) => string;
  /** The field that stands first and cannot be taken out. */
  readonly locked: string | null;
  readonly problems: readonly SectionProblem[];
  readonly onChange: (paths: string[]) => void;
}

/** The chosen fields in order, with what is wrong with each. */
export function ChosenFields({ tab, chosen, labelOf, locked, problems, onChange }: Props) {
  const { t } = useLocale();
  const list = useRef<HTMLOListElement>(null);
  const fixed = locked === null ? [] : [locked];
  const movable = chosen.filter((path) => path !== locked);
  const reorder = useReorder({
    keys: movable,
    nameOf: labelOf,
    onReorder: (keys) => onChange([...fixed, ...keys]),
  });
  const remove = (path: string): void => {
    onChange(chosen.filter((each) => each !== path));
    // What had the focus is gone with its row.
    list.current?.focus();
  };
  if (chosen.length === 0) return <p className={styles.subtle}>{t('fields.chosenNone')}</p>;
  return (
    <>
      <ol ref={list} tabIndex={-1} className={styles.chosen} aria-label={t('fields.chosen')}>
        {chosen.map((path) => {
          const own = problems.filter(({ problem }) => problem.field === path).map(({ problem }) => problem);
          if (path === locked)
            return (
              <li key={path} className={styles.chosenRow} data-field={path}>
                <span className={styles.lock}>
                  <LockIcon label={t('fields.locked')} color="currentColor" />
                </span>
                <span className={styles.chosenName}>
                  {labelOf(path)}
                  <FieldProblems problems={own} />
                </span>
              </li>
            );
          const row = reorder.rowOf(path);
          return (
            <li key={path} data-reorder className={styles.chosenRow} data-field={path} {...row.row}>
              <DragHandle row={row} />
              <span className={styles.chosenName}>
                {labelOf(path)}
                <FieldProblems problems={own} />
              </span>
              <MoveButtons row={row} name={labelOf(path)} />
              <IconButton
                icon={CrossIcon}
                label={t('fields.unchoose', { name: labelOf(path), tab: t(`fields.tab.${tab}`) })}
                appearance="subtle"
                spacing="compact"
                onClick={() => remove(path)}
              />
            </li>
          );
        })}
      </ol>
      <FieldProblems problems={problems.filter(({ problem }) => problem.field === null).map(({ problem }) => problem)} />
      <Announcement>{reorder.announcement}</Announcement>
    </>
  );
}
