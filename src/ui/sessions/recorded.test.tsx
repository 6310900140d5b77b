import { act, fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { savePreferences } from '../../store/preferences.ts';
import { libraryOf, librarySession } from '../../store/testing/library-session.ts';
import { connected, renderConsole, stubWindow } from '../kit/testing/test-console.tsx';
import { DropToOpen } from './DropToOpen.tsx';
import { RecordedList } from './RecordedList.tsx';
import { RecoveryNote } from './RecoveryNote.tsx';

beforeEach(() => {
  stubWindow(1440);
  // Not in this DOM.
  HTMLElement.prototype.showPopover = () => {};
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

const paris = librarySession({ id: 'p', title: 'Paris' });
const whale = librarySession({
  id: 'w',
  about: 'tell me about the whale',
  startedAtEpochMs: new Date(2026, 4, 3, 9, 5).getTime(),
  turns: 1,
  costUsd: null,
});

const list = <RecordedList onChosen={() => {}} />;
const shown = () => screen.getAllByRole('listitem').map((row) => row.querySelector('p')?.textContent);

describe('the list of past sessions', () => {
  it('has them by day, with their name or first words and their figures', () => {
    renderConsole(list, { library: libraryOf(paris, whale) });
    expect(shown()).toEqual(['Paris', 'tell me about the whale']);
    const days = screen.getAllByRole('heading', { level: 3 }).map((day) => day.textContent);
    expect(days).toHaveLength(2);
    const [first, second] = screen.getAllByRole('listitem');
    expect(first).toHaveTextContent('04:12 · 3 turns · $0.031 · 1.2 MB');
    expect(second).toHaveTextContent('04:12 · 1 turn · 1.2 MB');
    expect(screen.getByText('2.4 MB used')).toBeInTheDocument();
  });

  it('looks again what there is when it is opened', () => {
    const { actions } = renderConsole(list, { library: libraryOf() });
    expect(actions.library.refresh).toHaveBeenCalledOnce();
    expect(screen.getByText(/Sessions appear here as they are recorded/)).toBeInTheDocument();
  });

  it('renames in place: Enter keeps, Escape does not and leaves the dialog open', async () => {
    const { actions, user } = renderConsole(list, { library: libraryOf(paris) });
    await user.click(screen.getByRole('button', { name: 'Rename Paris' }));
    await user.keyboard('London{Enter}');
    expect(actions.library.rename).toHaveBeenCalledExactlyOnceWith('p', 'London');
    await user.click(screen.getByRole('button', { name: 'Rename Paris' }));
    const field = screen.getByRole('textbox', { name: 'Name of Paris' });
    expect(fireEvent.keyDown(field, { key: 'Escape' })).toBe(false);
    expect(screen.queryByRole('textbox', { name: 'Name of Paris' })).toBeNull();
    expect(actions.library.rename).toHaveBeenCalledOnce();
  });

  it('keeps, saves and opens, and closes for what is opened', async () => {
    const onChosen = vi.fn<() => void>();
    const { actions, user } = renderConsole(<RecordedList onChosen={onChosen} />, {
      library: libraryOf(paris),
    });
    await user.click(screen.getByRole('button', { name: 'Keep Paris' }));
    await user.click(screen.getByRole('button', { name: 'Save Paris as a file' }));
    await user.click(screen.getByRole('button', { name: 'Open Paris' }));
    expect(actions.library.keep).toHaveBeenCalledExactlyOnceWith('p', true);
    expect(actions.library.save).toHaveBeenCalledExactlyOnceWith('p');
    expect(actions.library.open).toHaveBeenCalledExactlyOnceWith('p');
    expect(onChosen).toHaveBeenCalledOnce();
  });

  it('has back what was deleted, all at once too, and offers it only for a while', async () => {
    const { actions, user, store } = renderConsole(list, {
      library: libraryOf(paris, whale, librarySession({ id: 'r', title: 'Now', state: 'running' })),
    });
    await user.click(screen.getByRole('button', { name: 'Delete Paris' }));
    expect(actions.library.remove).toHaveBeenLastCalledWith(['p']);
    // Its row is gone, and the focus with it.
    expect(screen.getByRole('button', { name: 'Undo' })).toHaveFocus();
    await user.keyboard('{Enter}');
    expect(actions.library.restore).toHaveBeenLastCalledWith(['p']);
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
    vi.useFakeTimers();
    fireEvent.click(screen.getByRole('button', { name: 'Delete all' }));
    expect(actions.library.remove).toHaveBeenLastCalledWith(['p', 'w']);
    expect(screen.getByText('Deleted 2 sessions.')).toBeInTheDocument();
    act(() => store.setState({ library: libraryOf() }));
    act(() => {
      vi.advanceTimersByTime(20_000);
    });
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('leaves alone what is being recorded', () => {
    renderConsole(list, { library: libraryOf(librarySession({ title: 'Now', state: 'running' })) });
    for (const what of ['Open Now', 'Delete Now', 'Save Now as a file', 'Delete all']) {
      expect(screen.getByRole('button', { name: what })).toBeDisabled();
    }
    expect(screen.getByText('Being recorded now.')).toBeInTheDocument();
  });

  it('shows what was found with the words around it; an answer that is late counts no more', async () => {
    const { actions, user } = renderConsole(list, { library: libraryOf(paris, whale) });
    const answers: ((found: { id: string; excerpt: string | null }[]) => void)[] = [];
    actions.library.search.mockImplementation(() => new Promise((resolve) => answers.push(resolve)));
    await user.type(screen.getByRole('searchbox', { name: 'Search sessions' }), 'wh');
    await act(async () => answers[1]?.([{ id: 'w', excerpt: '…a white whale…' }]));
    await act(async () => answers[0]?.([{ id: 'p', excerpt: null }]));
    expect(shown()).toEqual(['tell me about the whale']);
    expect(screen.getByText('…a white whale…')).toBeInTheDocument();
    await user.clear(screen.getByRole('searchbox', { name: 'Search sessions' }));
    expect(shown()).toHaveLength(2);
  });

  it('says that nothing was found', async () => {
    const { user } = renderConsole(list, { library: libraryOf(paris) });
    await user.type(screen.getByRole('searchbox', { name: 'Search sessions' }), 'x');
    expect(screen.getByText('No session has “x” in it.')).toBeInTheDocument();
  });

  it('says what the switch means, on, off, and where nothing can be kept', async () => {
    const { actions, user, store } = renderConsole(list, { library: libraryOf() });
    const recording = screen.getByRole('switch', { name: 'Record sessions' });
    expect(recording).toBeChecked();
    expect(recording).toHaveAccessibleDescription(/never leaves this browser/);
    await user.click(recording);
    expect(actions.library.setRecording).toHaveBeenCalledExactlyOnceWith(false);
    act(() => savePreferences({ record: false }));
    expect(recording).toHaveAccessibleDescription(/^Nothing is written/);
    act(() => savePreferences({ record: true }));
    act(() => store.setState({ library: { status: 'unavailable', why: 'Not in this window.' } }));
    expect(recording).toHaveAccessibleDescription(/^Sessions are not kept. Not in this window./);
    act(() => store.setState({ connection: connected }));
    expect(recording).toHaveAccessibleDescription(/counts from the next session on/);
  });

  it('changes the limit, and says when what is kept takes more', async () => {
    const { actions, user } = renderConsole(list, { library: libraryOf({ ...paris, bytes: 2_000_000_000 }) });
    expect(screen.getByText(/take more than that/)).toBeInTheDocument();
    await user.selectOptions(screen.getByRole('combobox', { name: 'At most' }), '4 GB');
    expect(actions.library.setLimit).toHaveBeenCalledExactlyOnceWith(4_000_000_000);
  });

  it('imports the chosen files', async () => {
    const { actions, user } = renderConsole(list, { library: libraryOf() });
    const files = [new File(['a'], 'a'), new File(['b'], 'b')];
    await user.upload(screen.getByLabelText('Session files'), files);
    expect(actions.library.add).toHaveBeenCalledExactlyOnceWith(files, false);
  });

  it('tells of the library’s troubles where they can be seen, and of no others', () => {
    const notice = { level: 'warning', nextStep: null } as const;
    renderConsole(list, {
      library: libraryOf(),
      notices: [
        {
          ...notice,
          id: 'device-library-refused',
          key: 'device-library-refused',
          text: 'A file was not added.',
        },
        { ...notice, id: 'device-speaker', key: 'device-speaker', text: 'The chosen speaker is gone.' },
      ],
    });
    expect(screen.getByText('A file was not added.')).toBeInTheDocument();
    expect(screen.queryByText('The chosen speaker is gone.')).toBeNull();
  });
});

describe('a session that was not closed', () => {
  const left = librarySession({ id: 'l', state: 'unfinished' });
  const note = () => screen.queryByRole('region', { name: 'Unfinished session' });

  it('is offered, with what it was', () => {
    renderConsole(<RecoveryNote />, { library: libraryOf(paris, left) });
    expect(note()).toHaveTextContent(/The last session was not closed: .+, 04:12 long, 3 turns\./);
  });

  it('is opened, or kept for good', async () => {
    const { actions, user } = renderConsole(<RecoveryNote />, { library: libraryOf(left) });
    await user.click(screen.getByRole('button', { name: 'Open' }));
    expect(actions.library.open).toHaveBeenCalledExactlyOnceWith('l');
    await user.click(screen.getByRole('button', { name: 'Keep' }));
    expect(actions.library.keep).toHaveBeenCalledExactlyOnceWith('l', true);
    expect(actions.library.settle).toHaveBeenCalledExactlyOnceWith('l');
  });

  it('is deleted, with a way back', async () => {
    const { actions, user, store } = renderConsole(<RecoveryNote />, { library: libraryOf(left) });
    await user.click(screen.getByRole('button', { name: 'Delete' }));
    act(() => store.setState({ library: libraryOf() }));
    expect(actions.library.remove).toHaveBeenCalledExactlyOnceWith(['l']);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(actions.library.restore).toHaveBeenCalledExactlyOnceWith(['l']);
  });

  it('waits while somebody talks', () => {
    const { store } = renderConsole(<RecoveryNote />, { library: libraryOf(left), connection: connected });
    expect(note()).toBeNull();
    act(() => store.setState({ connection: { status: 'idle' } }));
    expect(note()).not.toBeNull();
  });

  it('is none when all were closed', () => {
    renderConsole(<RecoveryNote />, { library: libraryOf(paris) });
    expect(note()).toBeNull();
  });
});

describe('files dragged over the page', () => {
  const dragged = (types: string[], files: File[] = []) => ({
    dataTransfer: { types, files, dropEffect: 'none' },
  });

  it('say where they may be dropped, and are taken', () => {
    const { actions } = renderConsole(<DropToOpen />);
    const file = new File(['x'], 'x');
    // Into the page and into an element of it: the second is entered before the first is left.
    fireEvent.dragEnter(document.body, dragged(['Files']));
    fireEvent.dragEnter(document.body, dragged(['Files']));
    fireEvent.dragLeave(document.body, dragged(['Files']));
    expect(screen.getByText('Drop to open')).toBeInTheDocument();
    // Not prevented, the browser would refuse the drop, or leave the page for it.
    expect(fireEvent.dragOver(document.body, dragged(['Files']))).toBe(false);
    expect(fireEvent.drop(document.body, dragged(['Files'], [file]))).toBe(false);
    expect(screen.queryByText('Drop to open')).toBeNull();
    expect(actions.library.add).toHaveBeenCalledExactlyOnceWith([file], true);
  });

  it('are forgotten when they leave', () => {
    renderConsole(<DropToOpen />);
    fireEvent.dragEnter(document.body, dragged(['Files']));
    fireEvent.dragLeave(document.body, dragged(['Files']));
    expect(screen.queryByText('Drop to open')).toBeNull();
  });

  it('leave text alone that is dragged', () => {
    const { actions } = renderConsole(<DropToOpen />);
    fireEvent.dragEnter(document.body, dragged(['text/plain']));
    expect(screen.queryByText('Drop to open')).toBeNull();
    expect(fireEvent.drop(document.body, dragged(['text/plain']))).toBe(true);
    expect(actions.library.add).not.toHaveBeenCalled();
  });
});
