/** The time of day of an instant in milliseconds, as the reader's own clock shows it: 10:42 AM. */
export function clockTime(milliseconds: number): string {
  return new Date(milliseconds).toLocaleTimeString('en-US', { hour: 'numeric', minute: '2-digit' });
}
