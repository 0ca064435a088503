import GlobeIcon from '@atlaskit/icon/core/globe';
import LockIcon from '@atlaskit/icon/core/lock-locked';
import styles from './details.module.css';

/** Who sees something: nobody has to guess. */
export function AudienceMark({ isPublic, children }: { isPublic: boolean; children: string }) {
  const Icon = isPublic ? GlobeIcon : LockIcon;
  return (
    <span className={styles.mark} data-audience={isPublic ? 'public' : 'internal'}>
      <Icon label="" size="small" color="currentColor" />
      {children}
    </span>
  );
}
