import { IconButton } from '@atlaskit/button/new';
import RefreshIcon from '@atlaskit/icon/core/refresh';
import { useLocale } from '../locale/locale';
import { Age } from './age';
import styles from './parts.module.css';

interface Props {
  /** When the values were read, in ms since 1970; 0 when they never were. */
  readonly atMs: number;
  readonly refreshing: boolean;
  readonly onRefresh: () => void;
}

/** How old the values are, and the way to new ones. */
export function RefreshControl({ atMs, refreshing, onRefresh }: Props) {
  const { t } = useLocale();
  return (
    <span className={styles.refresh} data-refreshing={refreshing}>
      {atMs > 0 && <Age text="panel.updated" atMs={atMs} />}
      <IconButton
        icon={RefreshIcon}
        label={t('action.refresh')}
        appearance="subtle"
        spacing="compact"
        isTooltipDisabled={false}
        isLoading={refreshing}
        onClick={onRefresh}
      />
    </span>
  );
}
