import type { CSSProperties, ReactNode } from 'react';
import { useLocale } from '../../locale/locale';
import { VisuallyHidden } from '../../parts/visually-hidden';
import { creatableObjects } from './create-control';
import styles from './panel.module.css';
import type { Panel } from './use-panel';

/** How far an open menu reaches into the frame, and how much of that each of its entries takes. */
const MENU_PX = 120;
const ENTRY_PX = 40;

/** A panel's page. It is as high as what it shows, and while a menu is open high enough for that. */
export function PanelFrame({ panel: { loaded }, children }: { panel: Panel; children: ReactNode }) {
  const { t } = useLocale();
  const creatable = loaded.kind === 'ready' ? creatableObjects(loaded.view).length : 0;
  const style = { '--menu': `${MENU_PX + ENTRY_PX * Math.max(2, creatable)}px` } as CSSProperties;
  return (
    <main className={styles.frame} style={style}>
      <h1 tabIndex={-1}>
        <VisuallyHidden>{t('panel.label')}</VisuallyHidden>
      </h1>
      {children}
    </main>
  );
}
