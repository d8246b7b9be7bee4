import { requireSameOrigin } from '@/lib/partners/server/request-actor';
import { answerJson, answerProblem } from '@/lib/platform/server/answer';
import { beginStory, requireDemo } from '@/app/story/run-story';

/** Begins a run of the guided story, in a demo network only. */
export async function POST(request: Request): Promise<Response> {
  try {
    requireDemo();
    requireSameOrigin(request.headers);
    return answerJson({ run: await beginStory() }, { status: 201 });
  } catch (error) {
    return answerProblem(error);
  }
}
