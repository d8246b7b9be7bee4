import { storyActor } from '@/lib/partners/server/story-cast';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { runtime } from '@/lib/platform/server/runtime';
import { readHistory } from '@/lib/servicing/server/read-history';
import { requireDemo, storyLoan } from '@/app/story/run-story';

/** The story's loan as its owner may see it. */
export async function GET(_request: Request, { params }: { readonly params: Promise<{ run: string }> }): Promise<Response> {
  try {
    requireDemo();
    return answerJson(await readHistory(runtime().database, storyActor('owner'), await storyLoan((await params).run)));
  } catch (error) {
    return answerProblem(error);
  }
}
