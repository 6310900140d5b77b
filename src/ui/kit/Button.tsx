/** The page's buttons: neutral, because colour belongs to voices and states. */

import clsx from 'clsx';
import type { ButtonHTMLAttributes, ReactNode } from 'react';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  /** `solid` for the one thing to do next, `plain` beside it, `bare` inside panels. */
  look?: 'solid' | 'plain' | 'bare';
};

const base =
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-sm whitespace-nowrap text-control font-medium select-none ' +
  'disabled:cursor-not-allowed aria-disabled:cursor-not-allowed';

const looks = {
  solid:
    'h-8 border border-transparent bg-ink px-3 text-ground hover:bg-ink-2 disabled:bg-line disabled:text-ink-3 aria-disabled:bg-line aria-disabled:text-ink-3',
  plain:
    'h-8 border border-edge px-3 text-ink hover:bg-sunken disabled:border-line disabled:text-ink-3 aria-pressed:border-ink aria-pressed:bg-ink aria-pressed:text-ground',
  bare: 'h-6 px-1.5 text-ink-2 hover:bg-sunken hover:text-ink disabled:text-ink-3 disabled:hover:bg-transparent',
};

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return <button type="button" className={clsx(base, looks[look], className)} {...rest} />;
}

type IconButtonProps = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'aria-label'> & {
  /** What it does, for hover and for assistive technology. */
  label: string;
  children: ReactNode;
};

/** A button that is only an icon. */
export function IconButton({ label, className, children, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      className={clsx(
        'inline-flex size-8 shrink-0 items-center justify-center rounded-sm text-ink-2 hover:bg-sunken hover:text-ink',
        'disabled:cursor-not-allowed disabled:text-ink-3 aria-expanded:bg-sunken aria-expanded:text-ink',
        className,
      )}
      {...rest}
    >
      {children}
    </button>
  );
}
