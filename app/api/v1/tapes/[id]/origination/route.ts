import { withActor } from '@/lib/partners/server/with-actor';
import { receiveTape } from '@/app/receive-tape';

/** Receives the origination file as a stream. Sending it again replaces it. */
export const PUT = withActor<{ id: string }>((asked) => receiveTape(asked, 'origination'));
