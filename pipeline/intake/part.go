package intake

import (
	"context"
	"errors"

	"concordat/corpus"
	"concordat/corpus/format"
	"concordat/corpus/source"
)

// long is a long text on its way, part by part.
type long struct {
	item  source.Item
	id    string
	file  *source.Stream
	parts *format.Stream
}

// open begins the next item, a long text or a long file of records.
func (in *Intake) open(ctx context.Context) (Batch, error) {
	it, id := in.items[in.next], in.ids[in.next]
	in.next++
	if !format.Streams(it.Path, in.options.Format) {
		return in.divide(ctx, it, id)
	}
	file, err := it.Open(ctx, in.options.Digest)
	if err != nil {
		if ctx.Err() != nil {
			return Batch{}, ctx.Err()
		}
		t := refused(it.Path, err)
		return Batch{from: in, part: &t}, nil
	}
	in.long = &long{item: it, id: id, file: file, parts: format.NewStream(format.File{Path: it.Path, ID: id}, file, in.options.Format)}
	return in.nextPart(ctx)
}

// nextPart returns the next part of the long text as a batch, or what is wrong
// with the text.
func (in *Intake) nextPart(ctx context.Context) (Batch, error) {
	l := in.long
	text, buf, err := l.parts.Next(in.buffer())
	if err == nil && text.More {
		return Batch{from: in, part: &Taken{path: l.item.Path, part: true, Texts: []corpus.Text{text}}}, nil
	}
	in.long = nil
	if e := l.file.Close(); err == nil {
		err = e
	}
	t := Taken{path: l.item.Path, sha256: l.file.SHA256, part: true}
	var refusal *format.Error
	switch {
	case err == nil:
		text.Origin.SHA256 = t.sha256
		t.bytes, t.Texts = text.Origin.Bytes, []corpus.Text{text}
		return Batch{from: in, part: &t}, nil
	case ctx.Err() != nil:
		return Batch{}, ctx.Err()
	case errors.Is(err, format.ErrWhole):
		in.release(buf)
		return Batch{from: in, items: []source.Item{l.item}, ids: []string{l.id}}, nil
	case errors.As(err, &refusal):
		f := l.parts.Failure(err)
		f.SHA256 = t.sha256
		t.bytes, t.failures = f.Bytes, []corpus.Failure{f}
	default:
		t = refused(l.item.Path, err)
	}
	in.release(buf)
	t.part, t.dropped = true, true
	return Batch{from: in, part: &t}, nil
}

// Close closes what a run that ended early left open.
func (in *Intake) Close() error {
	var errs []error
	if in.long != nil {
		errs = append(errs, in.long.file.Close())
	}
	if in.split != nil {
		errs = append(errs, in.split.file.Close())
	}
	in.long, in.split = nil, nil
	return errors.Join(errs...)
}

// readPart finds the blocks of a part and calls do with it. A part whose memory
// is used again is only valid until do returns.
func (b *Batch) readPart(again bool, do func(*corpus.Text) error) ([]Taken, error) {
	t := b.part
	for k := range t.Texts {
		text := &t.Texts[k]
		if err := format.Lay(text); err != nil { // a defect of ours, and no reason to end a run
			t.failures = append(t.failures, corpus.Failure{Document: t.path, Stage: "read", Class: "defect", Message: t.path + ": " + err.Error()})
			t.dropped = true
			continue
		}
		if err := do(text); err != nil {
			return nil, err
		}
		if again {
			b.from.release(text.Body)
			text.Body, text.Blocks = nil, nil
		}
	}
	return []Taken{*t}, nil
}

// enterPart enters one part of a long text, or what is wrong with the text.
func (in *Intake) enterPart(t Taken, to Keeper) error {
	more := len(t.Texts) > 0 && t.Texts[0].More
	if in.skipped {
		in.skipped = more
		return nil
	}
	if t.dropped {
		in.skipped = more
		in.enterFile(&t, t.failures)
		to.Drop()
		return nil
	}
	text := &t.Texts[0]
	if first, twice := in.seen[text.ID]; twice && text.Part == 0 {
		in.skipped = more
		in.enterFile(&t, []corpus.Failure{taken(&t, text.ID, first)})
		return nil
	}
	in.describe(text)
	if err := to.Keep(0, text); err != nil || more {
		return err
	}
	in.seen[text.ID] = t.path
	in.use(text.ID)
	in.enterFile(&t, nil)
	return nil
}

// Ends reports whether nothing more of the file follows.
func (t *Taken) Ends() bool {
	if t.piece != nil {
		return !t.piece.More
	}
	return len(t.Texts) == 0 || !t.Texts[len(t.Texts)-1].More
}

// buffer returns a buffer for a part.
func (in *Intake) buffer() []byte {
	in.mu.Lock()
	defer in.mu.Unlock()
	n := len(in.buffers)
	if n == 0 {
		return nil
	}
	buf := in.buffers[n-1]
	in.buffers = in.buffers[:n-1]
	return buf
}

// release gives a buffer back.
func (in *Intake) release(buf []byte) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.buffers = append(in.buffers, buf)
}
