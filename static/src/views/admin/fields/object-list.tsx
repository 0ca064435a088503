import { IconButton } from '@atlaskit/button/new';
import Heading from '@atlaskit/heading';
import DeleteIcon from '@atlaskit/icon/core/delete';
import Lozenge from '@atlaskit/lozenge';
import { useEffect, useRef, useState } from 'react';
import { useReorder } from '../../../hooks/use-reorder';
import { useLocale } from '../../../locale/locale';
import { Announcement } from '../../../parts/announcement';
import { DragHandle, MoveButtons } from '../../../parts/reorder';
import { ConfirmDialog } from '../parts/confirm-dialog';
import { AddObject } from './add-object';
import styles from './fields.module.css';
import type { ListedObject, Objects } from './use-objects';

interface Props {
  readonly objects: Objects;
  readonly selected: string | null;
  readonly onSelect: (object: string) => void;
}

/** The objects in order, red when something is wrong with one. */
export function ObjectList({ objects, selected, onSelect }: Props) {
  const { t } = useLocale();
  const heading = useRef<HTMLDivElement>(null);
  const [removing, setRemoving] = useState<ListedObject | null>(null);
  const [said, setSaid] = useState('');
  const list = useRef<HTMLUListElement>(null);
  const added = useRef<string | null>(null);
  const { listed } = objects;
  const reorder = useReorder({
    keys: listed.map(({ object }) => object),
    nameOf: (object) => listed.find((each) => each.object === object)?.label ?? object,
    onReorder: objects.reorder,
  });
  // The select in which it was chosen is gone; the focus goes to what it made.
  useEffect(() => {
    const name = added.current;
    if (name === null || !listed.some(({ object }) => object === name)) return;
    added.current = null;
    list.current?.querySelector<HTMLElement>(`[data-object="${CSS.escape(name)}"] [data-name]`)?.focus();
  }, [listed]);
  const onRemove = (): void => {
    if (removing === null) return;
    objects.remove(removing.object);
    setSaid(t('fields.removed', { object: removing.label }));
    setRemoving(null);
    // What had the focus is gone with its row.
    heading.current?.focus();
  };
  return (
    <section className={styles.objects} aria-labelledby="objects-heading">
      <div id="objects-heading" ref={heading} tabIndex={-1}>
        <Heading size="small" as="h3">
          {t('fields.objects')}
        </Heading>
      </div>
      <ul ref={list} className={styles.objectList} aria-label={t('fields.objects')}>
        {listed.map((each) => {
          const row = reorder.rowOf(each.object);
          return (
            <li key={each.object} data-reorder data-object={each.object} data-state={each.state} className={styles.object} {...row.row}>
              <DragHandle row={row} />
              <button
                type="button"
                data-name
                className={styles.objectName}
                aria-current={each.object === selected ? 'true' : undefined}
                onClick={() => onSelect(each.object)}
              >
                {each.label} <StateLozenge state={each.state} />
              </button>
              <MoveButtons row={row} name={each.label} />
              <IconButton
                icon={DeleteIcon}
                label={t('fields.remove', { object: each.label })}
                appearance="subtle"
                spacing="compact"
                onClick={() => setRemoving(each)}
              />
            </li>
          );
        })}
      </ul>
      <AddObject
        objects={objects}
        onAdded={(object) => {
          added.current = object.object;
          onSelect(object.object);
          setSaid(t('fields.added', { object: object.label }));
        }}
      />
      {said !== '' && <p className={styles.subtle}>{said}</p>}
      <Announcement>{reorder.announcement !== '' ? reorder.announcement : said}</Announcement>
      <ConfirmDialog
        open={removing !== null}
        title={t('fields.removeTitle', { object: removing?.label ?? '' })}
        confirm={t('fields.removeConfirm')}
        appearance="warning"
        onConfirm={onRemove}
        onCancel={() => setRemoving(null)}
      >
        {t('fields.removeText', { object: removing?.label ?? '' })}
      </ConfirmDialog>
    </section>
  );
}

function StateLozenge({ state }: { state: ListedObject['state'] }) {
  const { t } = useLocale();
  switch (state) {
    case null:
      return <Lozenge appearance="new">{t('fields.new')}</Lozenge>;
    case 'present':
      return null;
    case 'gone':
    case 'notInSide':
      return <Lozenge appearance="removed">{t(`fields.state.${state}`)}</Lozenge>;
    case 'unknown':
      return <Lozenge>{t('fields.state.unknown')}</Lozenge>;
    default:
      return state satisfies never;
  }
}
