import { requireSameOrigin } from '@/lib/partners/server/request-actor';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { readViews } from '@/app/story/read-views';
import { importMissedMonth, requireDemo, storyLoan } from '@/app/story/run-story';

type Context = { readonly params: Promise<{ run: string }> };

/** What each party sees of a run. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  try {
    requireDemo();
    return answerJson(await readViews((await params).run));
  } catch (error) {
    return answerProblem(error);
  }
}

/** Imports the month in which a payment is missing. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  try {
    requireDemo();
    requireSameOrigin(request.headers);
    const { run } = await params;
    await storyLoan(run);
    await importMissedMonth(run);
    return answerJson(await readViews(run));
  } catch (error) {
    return answerProblem(error);
  }
}
