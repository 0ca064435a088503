import { useConfiguration } from '../../../hooks/use-configuration';
import { useConnections } from '../../../hooks/use-connections';
import { useHealth } from '../../../hooks/use-health';
import { useAdminPlace } from '../../../hooks/use-place';
import { overall } from '../health/judgements';
import { STEPS, type Page } from './pages';

/** How it stands with a page: something to mend, done, or neither. */
export type PageMark = 'trouble' | 'done' | 'none';

export interface Setup {
  /** How many steps of the first set-up are behind; none when it is not going on. */
  readonly passed: number | null;
  readonly markOf: (page: Page) => PageMark;
  /** Whether what comes after this page makes sense yet. */
  readonly canPass: (page: Page) => boolean;
}

/** The first set-up: it goes on until an org is connected, a project configured, and the last step was looked at. */
export function useSetup(): Setup {
  const place = useAdminPlace();
  const connections = useConnections().loaded;
  const configuration = useConfiguration().loaded;
  const health = useHealth().loaded;
  const orgs = connections.kind === 'ready' ? connections.view.connections : [];
  const configured = configuration.kind === 'ready' ? configuration.view : null;
  const connected = orgs.some((org) => org.state === 'connected');
  const hasProjects = configured !== null && configured.projects.length > 0;
  const isNew = connections.kind === 'ready' && configured !== null && !(orgs.length > 0 && hasProjects);
  const passed = place.setup ?? (isNew ? 0 : null);

  const canPass = (page: Page): boolean => {
    if (page.key === 'connection') return connected;
    if (page.key === 'events') return hasProjects;
    return true;
  };
  const inTrouble = (page: Page): boolean => {
    if (page.key === 'connection') return orgs.some((org) => org.state !== 'connected' || org.trouble !== null);
    if (page.key === 'health') return health.kind === 'ready' && overall(health.view) === 'bad';
    return (
      configured?.problems.some(
        ({ section, problem }) =>
          problem.severity === 'error' && page.sections.some((beginning) => section.startsWith(beginning)),
      ) ?? false
    );
  };
  const markOf = (page: Page): PageMark => {
    if (inTrouble(page)) return 'trouble';
    const step = STEPS.indexOf(page);
    // What has its own sign of being done shows it at once; the rest is done when it was looked at.
    const looked = passed !== null && (step < passed || page.key === 'connection' || page.key === 'events');
    return passed !== null && step >= 0 && looked && canPass(page) ? 'done' : 'none';
  };
  return { passed, markOf, canPass };
}
