import Heading from '@atlaskit/heading';
import { useLocale } from '../../../locale/locale';
import styles from './fields.module.css';
import type { Tab } from './tabs';

interface PreviewColumn {
  readonly path: string;
  readonly label: string;
}

interface Props {
  readonly tab: Tab;
  readonly columns: readonly PreviewColumn[];
}

/** How what is chosen will look: real labels, and bars where values stand. */
export function Preview({ tab, columns }: Props) {
  const { t } = useLocale();
  return (
    <section className={styles.preview} aria-label={t('fields.previewOf', { tab: t(`fields.tab.${tab}`) })} data-preview={tab}>
      <Heading size="xsmall" as="h4">
        {t('fields.preview')}
      </Heading>
      {columns.length === 0 ? <p className={styles.subtle}>{t('fields.previewNone')}</p> : <Mock tab={tab} columns={columns} />}
    </section>
  );
}

function Mock({ tab, columns }: Props) {
  const { t } = useLocale();
  switch (tab) {
    case 'search':
    case 'list':
      return (
        <div
          className={styles.previewScroll}
          role="region"
          tabIndex={0}
          aria-label={t('fields.previewScroll', { tab: t(`fields.tab.${tab}`) })}
        >
          <table className={styles.previewTable}>
            <thead>
              <tr>
                {columns.map(({ path, label }) => (
                  <th key={path} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody aria-hidden="true">
              {[0, 1].map((row) => (
                <tr key={row}>
                  {columns.map(({ path }, index) => (
                    <td key={path}>
                      <Bar seed={row + index} strong={index === 0} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
    case 'details':
      return (
        <dl className={styles.previewDetails}>
          {columns.map(({ path, label }, index) => (
            <div key={path}>
              <dt>{label}</dt>
              <dd aria-hidden="true">
                <Bar seed={index} />
              </dd>
            </div>
          ))}
        </dl>
      );
    case 'compact':
      return (
        <ul className={styles.previewCompact}>
          <li>
            {columns.map(({ path, label }, index) => (
              <span key={path} className={index === 0 ? styles.previewName : styles.previewField}>
                {label}
              </span>
            ))}
          </li>
        </ul>
      );
    default:
      return tab satisfies never;
  }
}

function Bar({ seed, strong = false }: { seed: number; strong?: boolean }) {
  return <span className={styles.bar} data-strong={strong || undefined} style={{ width: `${40 + ((seed * 23) % 45)}%` }} />;
}
