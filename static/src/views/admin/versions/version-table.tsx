import Checkbox from '@atlaskit/checkbox';
import DropdownMenu, { DropdownItem, DropdownItemGroup } from '@atlaskit/dropdown-menu';
import { IconButton } from '@atlaskit/button/new';
import MoreIcon from '@atlaskit/icon/core/show-more-horizontal';
import Lozenge from '@atlaskit/lozenge';
import { useRef } from 'react';
import { useConfigured } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import { VisuallyHidden } from '../../../parts/visually-hidden';
import type { VersionRow } from '../../../wire';
import { sectionWords } from '../parts/section-words';
import parts from '../parts/parts.module.css';
import { useExport } from './use-export';
import styles from './versions.module.css';

interface Props {
  readonly versions: readonly VersionRow[];
  /** The version in force. */
  readonly current: number;
  readonly chosen: readonly number[];
  readonly onToggle: (version: number, on: boolean) => void;
  readonly onCompare: (version: number) => void;
  readonly onRollBack: (version: number) => void;
}

/** The versions, newest first, with what can be done with each. */
export function VersionTable(props: Props) {
  const { t } = useLocale();
  return (
    <div className={parts.scroll} role="region" tabIndex={0} aria-label={t('versions.scroll')}>
      <table className={styles.table} aria-label={t('versions.title')}>
        <thead>
          <tr>
            <th scope="col">
              <VisuallyHidden>{t('versions.selection')}</VisuallyHidden>
            </th>
            <th scope="col">{t('versions.version')}</th>
            <th scope="col">{t('versions.author')}</th>
            <th scope="col">{t('versions.when')}</th>
            <th scope="col">{t('versions.reason')}</th>
            <th scope="col">{t('versions.changed')}</th>
            <th scope="col">
              <VisuallyHidden>{t('versions.actions')}</VisuallyHidden>
            </th>
          </tr>
        </thead>
        <tbody>
          {props.versions.map((row) => (
            <Row key={row.version} row={row} {...props} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ row, current, chosen, onToggle, onCompare, onRollBack }: Props & { row: VersionRow }) {
  const { t, format, said } = useLocale();
  const configuration = useConfigured();
  const number = format.number(row.version, 0);
  const isCurrent = row.version === current;
  return (
    <tr data-version={row.version}>
      <td>
        <Checkbox
          aria-label={t('versions.select', { version: number })}
          isChecked={chosen.includes(row.version)}
          onChange={({ currentTarget }) => onToggle(row.version, currentTarget.checked)}
        />
      </td>
      <th scope="row">
        <span className={styles.version}>
          {number}
          {isCurrent && <Lozenge appearance="success">{t('versions.inForce')}</Lozenge>}
        </span>
      </th>
      <td>{row.author === null ? t('versions.shipped') : (row.authorName ?? row.author)}</td>
      <td>{row.version === 0 ? '–' : <time dateTime={new Date(row.savedAtMs).toISOString()}>{format.instant(row.savedAtMs)}</time>}</td>
      <td>{said(row.reason)}</td>
      <td>{row.changed.map((name) => sectionWords(name, configuration, t)).join(', ')}</td>
      <td>
        <Actions row={row} number={number} isCurrent={isCurrent} onCompare={onCompare} onRollBack={onRollBack} />
      </td>
    </tr>
  );
}

interface ActionsProps {
  readonly row: VersionRow;
  readonly number: string;
  readonly isCurrent: boolean;
  readonly onCompare: (version: number) => void;
  readonly onRollBack: (version: number) => void;
}

function Actions({ row, number, isCurrent, onCompare, onRollBack }: ActionsProps) {
  const { t } = useLocale();
  const { exporting, exportVersion } = useExport();
  const cell = useRef<HTMLSpanElement>(null);
  // The menu is about to go: a dialog opens beside its button, and gives the focus back to it.
  const open = (ask: (version: number) => void): void => {
    cell.current?.querySelector('button')?.focus();
    ask(row.version);
  };
  return (
    <span ref={cell}>
      <DropdownMenu
        placement="bottom-end"
        trigger={({ triggerRef, ...trigger }) => (
          <IconButton
            {...trigger}
            ref={triggerRef}
            icon={MoreIcon}
            label={t('versions.actionsOf', { version: number })}
            appearance="subtle"
            spacing="compact"
            isLoading={exporting}
          />
        )}
      >
        <DropdownItemGroup>
          {!isCurrent && <DropdownItem onClick={() => open(onCompare)}>{t('versions.compareCurrent')}</DropdownItem>}
          {!isCurrent && <DropdownItem onClick={() => open(onRollBack)}>{t('versions.rollBack')}</DropdownItem>}
          <DropdownItem onClick={() => void exportVersion(row.version)}>{t('versions.export')}</DropdownItem>
        </DropdownItemGroup>
      </DropdownMenu>
    </span>
  );
}
