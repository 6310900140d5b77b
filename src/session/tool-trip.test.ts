import { afterEach, describe, expect, it } from 'vitest';
import { Harness } from './testing/harness.ts';
import type { ToolDefinition } from './types.ts';

const definition = (name: string): ToolDefinition => ({
  name,
  description: '',
  parameters: { type: 'object' },
});

let h = new Harness();

afterEach(() => {
  h.transport.assertNothingLeft();
});

function connect(handlers: Record<string, (args: Record<string, unknown>) => unknown>) {
  const tools = Object.entries(handlers).map(([name, handler]) => ({
    definition: definition(name),
    handler: async (args: Record<string, unknown>) => handler(args),
  }));
  h = new Harness({ tools, settings: { tools: tools.map((tool) => tool.definition) } }).connect();
}

const output = () => h.transport.take('conversation.item.create').item;

describe('a tool call', () => {
  it('runs, is answered, and has the model go on after its response has ended', async () => {
    connect({ add: ({ a, b }) => ({ sum: Number(a) + Number(b) }) });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'add', '{"a":2,"b":3}');
    expect(h.session.phase).toBe('tool');
    await h.settle();
    expect(output()).toMatchObject({ type: 'function_call_output', call_id: 'call_f1', output: '{"sum":5}' });
    h.transport.assertNothingLeft();
    h.responseEnds('r1');
    h.transport.take('response.create');
    expect(h.session.item('f1')).toMatchObject({
      kind: 'tool-call',
      state: 'done',
      argumentsText: '{"a":2,"b":3}',
      output: '{"sum":5}',
    });
  });

  it('is one of several: all outputs are sent, then one answer is asked for', async () => {
    let release = (_value: unknown) => {};
    connect({
      slow: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
      quick: () => 1,
    });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'slow', '{}');
    h.toolCall('r1', 'f2', 'quick', '{}');
    await h.settle();
    h.responseEnds('r1');
    expect(output()).toMatchObject({ call_id: 'call_f2' });
    h.transport.assertNothingLeft();
    release(2);
    await h.settle();
    expect(output()).toMatchObject({ call_id: 'call_f1', output: '2' });
    h.transport.take('response.create');
  });

  it('that fails tells the model why', async () => {
    connect({
      broken: () => {
        throw new Error('The weather service did not answer.');
      },
      fine: () => 1,
    });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'broken', '{}');
    h.toolCall('r1', 'f2', 'fine', '{"a":');
    h.toolCall('r1', 'f3', 'nobody', '{}');
    await h.settle();
    const outputs = [output(), output(), output()].map((item) => String('output' in item && item.output));
    expect(outputs.toSorted((a, b) => a.localeCompare(b))).toEqual([
      expect.stringMatching(/^\{"error":"The arguments are not valid JSON/),
      '{"error":"The weather service did not answer."}',
      '{"error":"There is no tool named nobody here."}',
    ]);
    expect(h.session.item('f1')).toMatchObject({ state: 'failed' });
    h.responseEnds('r1');
    h.transport.take('response.create');
  });

  it('does not run when it was cut off in the middle of its arguments', async () => {
    let runs = 0;
    connect({ f: () => (runs += 1) });
    h.responseBegins('r1');
    const item = { id: 'f1', type: 'function_call', call_id: 'c', name: 'f', arguments: '' };
    h.emit('response.output_item.added', { response_id: 'r1', item });
    h.emit('response.output_item.done', { response_id: 'r1', item: { ...item, status: 'incomplete' } });
    h.cancelled('r1');
    await h.settle();
    expect(runs).toBe(0);
    expect(h.session.item('f1')).toMatchObject({ state: 'failed' });
  });

  it('runs once, however often the server says that it is complete', async () => {
    let runs = 0;
    connect({ f: () => (runs += 1) });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'f', '{}');
    h.toolCall('r1', 'f1', 'f', '{}');
    await h.settle();
    h.toolCall('r1', 'f1', 'f', '{}');
    await h.settle();
    expect(runs).toBe(1);
    output();
  });

  it('in the history of a conversation is not run', async () => {
    let runs = 0;
    connect({ f: () => (runs += 1) });
    const item = {
      id: 'f1',
      type: 'function_call',
      call_id: 'c',
      name: 'f',
      arguments: '{}',
      status: 'completed',
    };
    h.emit('conversation.item.added', { item });
    h.emit('conversation.item.done', { item });
    await h.settle();
    expect(runs).toBe(0);
  });

  it('asks for no answer after Stop, though its output is sent', async () => {
    let release = (_value: unknown) => {};
    connect({
      slow: () =>
        new Promise((resolve) => {
          release = resolve;
        }),
    });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'slow', '{}');
    h.responseEnds('r1');
    h.session.interrupt('stop');
    release(1);
    await h.settle();
    output();
  });

  it('does not make the model talk over a person who began to speak meanwhile', async () => {
    connect({ f: () => 1 });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'f', '{}');
    h.responseEnds('r1');
    h.emit('input_audio_buffer.speech_started', { item_id: 'u1', audio_start_ms: 0 });
    await h.settle();
    output();
  });

  it('stands where it was made, and its output does not break the order', async () => {
    connect({ f: () => 1 });
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'f', '{}');
    h.responseEnds('r1');
    await h.settle();
    const sent = output();
    h.transport.take('response.create');
    h.answerBegins('r2', 'a1', sent.id ?? '');
    h.emit('conversation.item.added', { previous_item_id: 'f1', item: sent });
    expect(h.order()).toEqual(['f1', 'a1']);
  });
});

describe('the tools on offer', () => {
  it('change with addTool and removeTool', async () => {
    connect({});
    h.session.addTool(definition('late'), async () => 'here');
    expect(h.transport.take('session.update').session).toMatchObject({
      tools: [{ type: 'function', name: 'late' }],
    });
    h.accept();
    h.responseBegins('r1');
    h.toolCall('r1', 'f1', 'late', '{}');
    await h.settle();
    expect(output()).toMatchObject({ output: '"here"' });
    h.session.removeTool('late');
    expect(h.transport.take('session.update').session).toMatchObject({ tools: [] });
  });
});
