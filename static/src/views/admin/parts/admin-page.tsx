import Heading from '@atlaskit/heading';
import type { ReactNode } from 'react';
import { useConfiguration } from '../../../hooks/use-configuration';
import { useLocale } from '../../../locale/locale';
import { FailureMessage } from '../../../parts/failure-message';
import { FieldsSkeleton } from '../../../parts/skeletons';
import styles from '../admin.module.css';

interface Props {
  readonly title: string;
  readonly intro: string;
  readonly children: ReactNode;
}

/** A page of the admin page: its heading, a sentence, its content. */
export function AdminPage({ title, intro, children }: Props) {
  return (
    <>
      <Heading size="large" as="h2">
        {title}
      </Heading>
      <p className={styles.intro}>{intro}</p>
      {children}
    </>
  );
}

/** Shows what needs the configuration when it is loaded; until then, that it is loading, or why it is not. */
export function ConfigurationGate({ children }: { children: ReactNode }) {
  const { t, format } = useLocale();
  const { loaded, reload } = useConfiguration();
  switch (loaded.kind) {
    case 'loading':
      return <FieldsSkeleton fields={4} />;
    case 'failed':
      return <FailureMessage failure={loaded.failure} onRetry={reload} />;
    case 'ready':
      return (
        <>
          {loaded.trouble !== null && (
            <FailureMessage
              failure={loaded.trouble}
              onRetry={reload}
              stillShown={t('configuration.stale', { version: format.number(loaded.view.version, 0) })}
            />
          )}
          {children}
        </>
      );
    default:
      return loaded satisfies never;
  }
}
