import { Suspense, useRef } from 'react';
import { ConfigurationProvider } from '../../hooks/use-configuration';
import { ConnectionsProvider } from '../../hooks/use-connections';
import { HealthProvider } from '../../hooks/use-health';
import { AdminPlaceProvider, useAdminPlace } from '../../hooks/use-place';
import { ErrorBoundary } from '../../parts/error-boundary';
import { FieldsSkeleton } from '../../parts/skeletons';
import { HealthBanner } from './health/health-banner';
import { LeaveDialog } from './shell/leave-dialog';
import { Navigation } from './shell/navigation';
import { pageOf } from './shell/pages';
import { SetupFooter } from './shell/setup-footer';
import styles from './shell/shell.module.css';

/** The admin page: navigation on the left, the chosen page beside it. */
export function AdminView() {
  return (
    <AdminPlaceProvider>
      <ConnectionsProvider>
        <ConfigurationProvider>
          <HealthProvider>
            <Shell />
          </HealthProvider>
        </ConfigurationProvider>
      </ConnectionsProvider>
    </AdminPlaceProvider>
  );
}

function Shell() {
  const place = useAdminPlace();
  const content = useRef<HTMLElement>(null);
  const page = pageOf(place.page);
  if (page === undefined) return null;
  const { key, Content } = page;
  const onMoved = (): void => {
    content.current?.focus();
    content.current?.scrollIntoView();
  };
  return (
    <div className={styles.admin}>
      <Navigation />
      <main className={styles.content} ref={content} tabIndex={-1}>
        {key !== 'health' && <HealthBanner />}
        <ErrorBoundary key={key}>
          <Suspense fallback={<FieldsSkeleton fields={4} />}>
            <Content />
          </Suspense>
        </ErrorBoundary>
        <SetupFooter page={page} onMoved={onMoved} />
      </main>
      <LeaveDialog />
    </div>
  );
}
