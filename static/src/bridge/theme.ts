import { setGlobalTheme } from '@atlaskit/tokens/set-global-theme';
import { view } from '@forge/bridge';
import type { Context } from './place';

/**
 * Makes this frame follow Jira's light or dark theme. Jira names the theme; the tokens' values are loaded here, so that
 * the page does not depend on what Jira's frame brings along.
 */
export async function followTheme(context: Context): Promise<void> {
  await view.theme.enable();
  const colorMode = context.theme?.colorMode;
  await setGlobalTheme({ colorMode: colorMode ?? 'auto', light: 'light', dark: 'dark', spacing: 'spacing', typography: 'typography' });
}
