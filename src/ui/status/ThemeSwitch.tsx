/** System, light, dark, and round again. */

import Monitor from 'lucide-react/icons/monitor';
import Moon from 'lucide-react/icons/moon';
import Sun from 'lucide-react/icons/sun';
import type { Theme } from '../../store/preferences.ts';
import { IconButton } from '../kit/Button.tsx';
import { usePreference } from '../kit/use-preference.ts';

const next: Record<Theme, Theme> = { system: 'light', light: 'dark', dark: 'system' };
const icons = { system: Monitor, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const [theme, setTheme] = usePreference('theme');
  const Icon = icons[theme];
  return (
    <IconButton label={`Theme: ${theme}. Change to ${next[theme]}`} onClick={() => setTheme(next[theme])}>
      <Icon size={16} aria-hidden />
    </IconButton>
  );
}
