import LinkExternalIcon from '@atlaskit/icon/core/link-external';
import type { ComponentType, MouseEvent } from 'react';
import { openOutside, safeAddress } from '../../bridge/outside';
import { useLocale } from '../../locale/locale';
import styles from './row-tool.module.css';

interface Props {
  readonly icon: ComponentType<{ label: string; color?: 'currentColor' }>;
  readonly label: string;
  readonly onClick: () => void;
}

/**
 * A small button of a record's row. It is a plain one: Atlaskit's, with its tooltip, takes most of the time in which a
 * long list is drawn while one scrolls.
 */
export function RowTool({ icon: Icon, label, onClick }: Props) {
  return (
    <button type="button" className={styles.tool} aria-label={label} title={label} onClick={onClick}>
      <Icon label="" color="currentColor" />
    </button>
  );
}

/** The way to a record in Salesforce. */
export function RedirectTool({ address, name }: { address: string; name: string }) {
  const { t } = useLocale();
  const safe = safeAddress(address);
  if (safe === null) return null;
  const label = t('action.openInSalesforce', { name });
  return (
    <a
      className={styles.tool}
      aria-label={label}
      title={label}
      href={safe}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event: MouseEvent) => {
        event.preventDefault();
        void openOutside(safe);
      }}
    >
      <LinkExternalIcon label="" color="currentColor" />
    </a>
  );
}
