import { Icon } from './icon.tsx';

interface ToastProps {
  readonly message: string;
  /** Where to post to take it back. */
  readonly undo: string;
  /** A form whose text goes along, so that nothing typed is lost by taking back. */
  readonly form?: string;
}

/** Says what was just done and offers to take it back; goes into the page's corner beside whatever else is answered. */
export function Toast({ message, undo, form }: ToastProps) {
  return (
    <hx-partial hx-target="#toasts" hx-swap="innerHTML">
      <div class="toast">
        <span>{message}</span>
        <button
          type="button"
          class="button quiet"
          hx-post={undo}
          hx-swap="none"
          hx-include={form === undefined ? undefined : `#${form}`}
        >
          Undo
        </button>
        <CloseToast />
      </div>
    </hx-partial>
  );
}

/** Sends a message away before it leaves by itself. */
export function CloseToast() {
  return (
    <button type="button" class="button quiet tiny" aria-label="Close message" data-close-toast>
      <Icon name="close" />
    </button>
  );
}

/** Takes away what stands in the corner. */
export function NoToast() {
  return <hx-partial hx-target="#toasts" hx-swap="innerHTML" />;
}
