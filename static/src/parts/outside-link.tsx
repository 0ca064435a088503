import type { MouseEvent, ReactNode } from 'react';
import { LinkIconButton } from '@atlaskit/button/new';
import LinkExternalIcon from '@atlaskit/icon/core/link-external';
import { openOutside, safeAddress } from '../bridge/outside';
import { useLocale } from '../locale/locale';
import styles from './parts.module.css';

/** A link out of Jira; plain text when the address is not one that a page may offer. */
export function OutsideLink({ address, children }: { address: string; children: ReactNode }) {
  const safe = safeAddress(address);
  if (safe === null) return <>{children}</>;
  return (
    <a className={styles.link} href={safe} target="_blank" rel="noopener noreferrer" onClick={(event) => follow(event, safe)}>
      {children}
    </a>
  );
}

/** The way to a record in Salesforce. */
export function RedirectButton({ address, name }: { address: string; name: string }) {
  const { t } = useLocale();
  const safe = safeAddress(address);
  if (safe === null) return null;
  return (
    <LinkIconButton
      icon={LinkExternalIcon}
      label={t('action.openInSalesforce', { name })}
      newWindowLabel={t('action.newWindow')}
      appearance="subtle"
      spacing="compact"
      isTooltipDisabled={false}
      href={safe}
      target="_blank"
      rel="noopener noreferrer"
      onClick={(event: MouseEvent) => follow(event, safe)}
    />
  );
}

function follow(event: MouseEvent, address: string): void {
  event.preventDefault();
  void openOutside(address);
}
