import { notifications } from '@mantine/notifications';
import { messageOf } from '../api/problem.ts';

const CLOSE = { 'aria-label': 'Close' };

/** What was done, in a line. */
export function tell(message: string): void {
  notifications.show({ message, color: 'pine', autoClose: 4_000, closeButtonProps: CLOSE });
}

/** What did not work, with the reason; for what has no place of its own on the page. */
export function tellError(error: unknown): void {
  const { title, detail, points } = messageOf(error);
  notifications.show({
    title,
    message: [detail, ...points.slice(0, 3)].join(' '),
    color: 'red',
    autoClose: 12_000,
    closeButtonProps: CLOSE,
  });
}
