import '@atlaskit/css-reset';
import './base.css';
import { view } from '@forge/bridge';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app';
import { placeOf } from './bridge/place';
import { followTheme } from './bridge/theme';
import { localeFor, LocaleProvider } from './locale/locale';
import { IssueProvider } from './hooks/use-issue';
import { en } from './texts/en';

async function start(root: HTMLElement): Promise<void> {
  const context = await view.getContext();
  // A page without its theme still works.
  await followTheme(context).catch(() => undefined);
  const place = placeOf(context);
  const locale = await localeFor(context.locale, context.timezone);
  const issue: unknown = context.extension['issue'];
  document.documentElement.lang = locale.language;
  document.documentElement.dataset['place'] = place.kind;
  createRoot(root).render(
    <StrictMode>
      <LocaleProvider locale={locale}>
        <IssueProvider issue={issue}>
          <App place={place} />
        </IssueProvider>
      </LocaleProvider>
    </StrictMode>,
  );
}

const root = document.getElementById('root');
if (root !== null) {
  start(root).catch(() => {
    root.textContent = `${en['failure.appUnreachable.title']}. ${en['failure.appUnreachable.remedy']}`;
  });
}
