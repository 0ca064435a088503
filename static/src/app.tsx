import { lazy, Suspense } from 'react';
import type { DialogRequest } from './bridge/dialogs';
import type { Place } from './bridge/place';
import { useLocale } from './locale/locale';
import { ErrorBoundary } from './parts/error-boundary';
import { LinesSkeleton } from './parts/skeletons';

const CompactView = lazy(() => import('./views/compact/compact-view').then((m) => ({ default: m.CompactView })));
const ListView = lazy(() => import('./views/list/list-view').then((m) => ({ default: m.ListView })));
const AdminView = lazy(() => import('./views/admin/admin-view').then((m) => ({ default: m.AdminView })));
const ProjectView = lazy(() => import('./views/project/project-view').then((m) => ({ default: m.ProjectView })));
const WorkflowView = lazy(() => import('./views/workflow/workflow-view').then((m) => ({ default: m.WorkflowView })));
const ActionView = lazy(() => import('./views/action/action-view').then((m) => ({ default: m.ActionView })));
const LinkDialog = lazy(() => import('./views/link/link-dialog').then((m) => ({ default: m.LinkDialog })));
const CreateDialog = lazy(() => import('./views/create/create-dialog').then((m) => ({ default: m.CreateDialog })));
const DetailsDialog = lazy(() => import('./views/details/details-dialog').then((m) => ({ default: m.DetailsDialog })));
const UnlinkDialog = lazy(() => import('./views/unlink/unlink-dialog').then((m) => ({ default: m.UnlinkDialog })));
const WhyDialog = lazy(() => import('./views/why/why-dialog').then((m) => ({ default: m.WhyDialog })));
const ConflictDialog = lazy(() => import('./views/conflict/conflict-dialog').then((m) => ({ default: m.ConflictDialog })));
const UploadDialog = lazy(() => import('./views/upload/upload-dialog').then((m) => ({ default: m.UploadDialog })));

export function App({ place }: { place: Place }) {
  return (
    <ErrorBoundary>
      <Suspense fallback={<LinesSkeleton lines={3} />}>
        <PlaceView place={place} />
      </Suspense>
    </ErrorBoundary>
  );
}

function PlaceView({ place }: { place: Place }) {
  const { t } = useLocale();
  switch (place.kind) {
    case 'panel':
      return place.panel === 'compact' ? <CompactView /> : <ListView />;
    case 'admin':
      return <AdminView />;
    case 'project':
      return <ProjectView />;
    case 'workflow':
      return <WorkflowView entry={place.entry} kept={place.kept} />;
    case 'action':
      return <ActionView action={place.action} />;
    case 'dialog':
      return <Dialog request={place.request} />;
    case 'unknown':
      return <p>{t('app.unknownPlace')}</p>;
    default:
      return place satisfies never;
  }
}

function Dialog({ request }: { request: DialogRequest }) {
  switch (request.dialog) {
    case 'link':
      return <LinkDialog objects={request.objects} linking={request.linking} />;
    case 'create':
      return (
        <CreateDialog
          objects={request.objects}
          object={request.object}
          potentialResults={request.potentialResults}
          linking={request.linking}
        />
      );
    case 'details':
      return <DetailsDialog recordId={request.recordId} name={request.name} />;
    case 'unlink':
      return <UnlinkDialog records={request.records} chosen={request.chosen} />;
    case 'why':
      return <WhyDialog objects={request.objects} records={request.records} mayConfigure={request.mayConfigure} setback={request.setback} />;
    case 'conflicts':
      return <ConflictDialog />;
    case 'upload':
      return <UploadDialog jobId={request.jobId} />;
    default:
      return request satisfies never;
  }
}
