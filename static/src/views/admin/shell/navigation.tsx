import Heading from '@atlaskit/heading';
import CheckCircleIcon from '@atlaskit/icon/core/check-circle';
import ErrorIcon from '@atlaskit/icon/core/error';
import { useAdminPlace } from '../../../hooks/use-place';
import { useLocale } from '../../../locale/locale';
import { PAGES, pageOf } from './pages';
import styles from './shell.module.css';
import { useSetup, type PageMark } from './use-setup';

/** The pages, with what is done and what has to be mended. */
export function Navigation() {
  const { t } = useLocale();
  const { page, go } = useAdminPlace();
  const setup = useSetup();
  const shown = pageOf(page);
  return (
    <nav aria-label={t('admin.pages')} className={styles.navigation}>
      <Heading size="small" as="h1">
        {t('admin.title')}
      </Heading>
      <ul>
        {PAGES.map((each) => (
          <li key={each.key}>
            <button
              type="button"
              className={styles.entry}
              aria-current={each === shown ? 'page' : undefined}
              onClick={() => go(each.key, setup.passed)}
            >
              {t(each.title)}
              <Mark mark={setup.markOf(each)} />
            </button>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Mark({ mark }: { mark: PageMark }) {
  const { t } = useLocale();
  switch (mark) {
    case 'done':
      return <CheckCircleIcon label={t('admin.done')} color="var(--ds-icon-success)" />;
    case 'trouble':
      return <ErrorIcon label={t('admin.trouble')} color="var(--ds-icon-danger)" />;
    case 'none':
      return null;
    default:
      return mark satisfies never;
  }
}
