package intake

import (
	"context"

	"concordat/corpus"
	"concordat/corpus/format"
	"concordat/corpus/source"
)

// split is a file of many records on its way, piece by piece.
type split struct {
	path  string
	file  *source.Stream
	piece *format.Piece // given last
}

// divide begins a file of many records. It is read twice: what is wrong with it
// as a whole must be known before its first record is entered. What cannot be
// divided, or cannot be read, is a batch of its own, which says so.
func (in *Intake) divide(ctx context.Context, it source.Item, id string) (Batch, error) {
	piece, err := in.survey(ctx, it, id)
	switch {
	case ctx.Err() != nil:
		return Batch{}, ctx.Err()
	case err != nil:
		return Batch{from: in, items: []source.Item{it}, ids: []string{id}}, nil
	case !piece.More:
		return Batch{from: in, piece: piece, path: it.Path}, nil
	}
	file, err := it.Open(ctx, false)
	if err != nil {
		return Batch{}, err
	}
	in.split = &split{path: it.Path, file: file, piece: piece}
	return in.nextPiece()
}

// survey reads a file for the first time.
func (in *Intake) survey(ctx context.Context, it source.Item, id string) (*format.Piece, error) {
	file, err := it.Open(ctx, in.options.Digest)
	if err != nil {
		return nil, err
	}
	piece, err := format.Split(format.File{Path: it.Path, ID: id}, file, in.options.Format)
	if e := file.Close(); err == nil {
		err = e
	}
	if err == nil {
		piece.SHA256 = file.SHA256
	}
	return piece, err
}

// nextPiece returns the next piece of the file of records as a batch. That the
// file can no longer be read, or is another than it was, ends the run: its records
// before have been counted.
func (in *Intake) nextPiece() (Batch, error) {
	s := in.split
	piece, buf, err := s.piece.Next(s.file, in.buffer())
	if err != nil {
		return Batch{}, err
	}
	if s.piece = piece; !piece.More {
		in.split = nil
		if err := s.file.Close(); err != nil {
			return Batch{}, err
		}
	}
	return Batch{from: in, piece: piece, path: s.path, buf: buf}, nil
}

// readPiece makes texts of a piece and calls do with each. Texts whose memory
// is used again are only valid until do returns.
func (b *Batch) readPiece(again bool, do func(*corpus.Text) error) ([]Taken, error) {
	b.piece.Read()
	for k := range b.piece.Texts {
		text := &b.piece.Texts[k]
		if err := do(text); err != nil {
			return nil, err
		}
		if again {
			text.Body, text.Blocks = nil, nil
		}
	}
	if again {
		b.from.release(b.buf)
	}
	return []Taken{{path: b.path, bytes: b.piece.Bytes, sha256: b.piece.SHA256, piece: b.piece, Texts: b.piece.Texts}}, nil
}

// enterPiece enters one piece of a file of many records.
func (in *Intake) enterPiece(t Taken, to Keeper) error {
	stays, failures := t.piece.Settle()
	for i, stay := range stays {
		if !stay {
			continue
		}
		if err := in.enterText(&t, i, to); err != nil {
			return err
		}
	}
	if !t.piece.More {
		in.enterFile(&t, failures)
	}
	return nil
}
