import { useState, type ComponentType } from 'react';
import Heading from '@atlaskit/heading';
import { useLocale } from '../../locale/locale';
import type { TextKey } from '../../locale/texts';
import styles from './admin.module.css';
import { ConfigurationPage } from './configuration-page';
import { ConnectionPage } from './connection-page';

interface Page {
  readonly key: string;
  readonly title: Extract<TextKey, 'admin.connection' | 'admin.configuration'>;
  readonly Content: ComponentType;
}

/** The pages, in the order of the navigation. */
const PAGES = [
  { key: 'connection', title: 'admin.connection', Content: ConnectionPage },
  { key: 'configuration', title: 'admin.configuration', Content: ConfigurationPage },
] as const satisfies readonly Page[];

/** The admin page: navigation on the left, the chosen page beside it. */
export function AdminView() {
  const { t } = useLocale();
  const [key, setKey] = useState<string>(PAGES[0].key);
  const { Content } = PAGES.find((page) => page.key === key) ?? PAGES[0];
  return (
    <div className={styles.admin}>
      <nav aria-label={t('admin.pages')} className={styles.navigation}>
        <Heading size="small" as="h1">
          {t('admin.title')}
        </Heading>
        <ul>
          {PAGES.map((page) => (
            <li key={page.key}>
              <button
                type="button"
                className={styles.entry}
                aria-current={page.key === key ? 'page' : undefined}
                onClick={() => setKey(page.key)}
              >
                {t(page.title)}
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <main className={styles.content}>
        <Content />
      </main>
    </div>
  );
}
