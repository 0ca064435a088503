import { lazy, type ComponentType } from 'react';
import type { PlainKey } from '../../../locale/texts';

export interface Page {
  /** As the address has it. */
  readonly key: string;
  readonly title: PlainKey;
  readonly Content: ComponentType;
  /** The sections of the configuration that it edits, by how their names begin. */
  readonly sections: readonly string[];
  /** Whether it is a step of the first set-up. */
  readonly step: boolean;
}

/** The pages, in the order of the navigation and of the first set-up. */
export const PAGES: readonly Page[] = [
  {
    key: 'connection',
    title: 'admin.connection',
    Content: lazy(() => import('../connection/connection-page').then((m) => ({ default: m.ConnectionPage }))),
    sections: [],
    step: true,
  },
  {
    key: 'events',
    title: 'admin.events',
    Content: lazy(() => import('../events/events-page').then((m) => ({ default: m.EventsPage }))),
    sections: ['events', 'project:', 'side:'],
    step: true,
  },
  {
    key: 'settings',
    title: 'admin.settings',
    Content: lazy(() => import('../settings/settings-page').then((m) => ({ default: m.SettingsPage }))),
    sections: ['settings'],
    step: true,
  },
  {
    key: 'fields',
    title: 'admin.fields',
    Content: lazy(() => import('../fields/fields-page').then((m) => ({ default: m.FieldsPage }))),
    sections: ['fields:'],
    step: true,
  },
  {
    key: 'mapping',
    title: 'admin.mapping',
    Content: lazy(() => import('../mapping/mapping-page').then((m) => ({ default: m.MappingPage }))),
    sections: ['mapping:', 'restrictions'],
    step: true,
  },
  {
    key: 'rules',
    title: 'admin.rules',
    Content: lazy(() => import('../rules/rules-page').then((m) => ({ default: m.RulesPage }))),
    sections: ['rules:'],
    step: false,
  },
  {
    key: 'backfill',
    title: 'admin.backfill',
    Content: lazy(() => import('../backfill/backfill-page').then((m) => ({ default: m.BackfillPage }))),
    sections: [],
    step: false,
  },
  {
    key: 'roles',
    title: 'admin.roles',
    Content: lazy(() => import('../roles/roles-page').then((m) => ({ default: m.RolesPage }))),
    sections: ['roles:'],
    step: false,
  },
  {
    key: 'activity',
    title: 'admin.activity',
    Content: lazy(() => import('../activity/activity-page').then((m) => ({ default: m.ActivityPage }))),
    sections: [],
    step: false,
  },
  {
    key: 'health',
    title: 'admin.health',
    Content: lazy(() => import('../health/health-page').then((m) => ({ default: m.HealthPage }))),
    sections: [],
    step: false,
  },
  {
    key: 'versions',
    title: 'admin.versions',
    Content: lazy(() => import('../versions/versions-page').then((m) => ({ default: m.VersionsPage }))),
    sections: [],
    step: false,
  },
];

export const STEPS = PAGES.filter((page) => page.step);

/** The page that an address names; the first one where it names none. */
export function pageOf(key: string): Page | undefined {
  return PAGES.find((page) => page.key === key) ?? PAGES[0];
}
