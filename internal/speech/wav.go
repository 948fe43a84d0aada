package speech

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

// Recordings have one channel of samples of 16 bits, 16,000 a second: what every engine
// takes and speech needs no more than.
const (
	Rate        = 16000
	sampleBytes = 2
	headerBytes = 44
)

const (
	// quietWindow is how much of a recording is looked at for a place to end it, from its end.
	quietWindow = 30 * time.Second
	// quietSpan is how long such a place is. Words are divided by a tenth of a second at most,
	// sentences by more.
	quietSpan = 200 * time.Millisecond
	// silentPeak is the loudest sample of what is taken for silence, 50 dB below the loudest
	// there is. Engines make up sentences for silence.
	silentPeak = 100
)

// Recording is a piece of sound in a file, WAV.
type Recording struct {
	Path   string
	Length time.Duration
	Silent bool // nothing can be heard in it
}

// Record makes a recording, a file in dir, of bare samples in a file. With cut it ends at the
// quietest place in the last 30 seconds, so that what follows it begins between two words.
func Record(samples, dir string, cut bool) (Recording, error) {
	in, err := os.Open(samples)
	if err != nil {
		return Recording{}, fmt.Errorf("record: %w", err)
	}
	defer in.Close()
	info, err := in.Stat()
	if err != nil {
		return Recording{}, fmt.Errorf("record: %w", err)
	}
	size := info.Size() / sampleBytes * sampleBytes
	if cut {
		if size, err = quietPlace(in, size); err != nil {
			return Recording{}, fmt.Errorf("record: %w", err)
		}
	}
	rec, err := write(filepath.Join(dir, "speech.wav"), io.NewSectionReader(in, 0, size), size)
	if err != nil {
		return Recording{}, fmt.Errorf("record: %w", err)
	}
	return rec, nil
}

// Silence makes a recording, a file in dir, in which nothing can be heard.
func Silence(dir string, length time.Duration) (Recording, error) {
	size := int64(length*Rate/time.Second) * sampleBytes
	rec, err := write(filepath.Join(dir, "silence.wav"), io.LimitReader(zeros{}, size), size)
	if err != nil {
		return Recording{}, fmt.Errorf("record silence: %w", err)
	}
	return rec, nil
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func write(path string, samples io.Reader, size int64) (rec Recording, err error) {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return rec, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := out.Write(header(size)); err != nil {
		return rec, err
	}
	ear := &listener{}
	if _, err := io.Copy(out, io.TeeReader(samples, ear)); err != nil {
		return rec, err
	}
	return Recording{Path: path, Length: time.Duration(size/sampleBytes) * time.Second / Rate, Silent: ear.peak <= silentPeak}, nil
}

// header is that of a WAV file: RIFF, a format chunk of plain PCM, a data chunk.
func header(size int64) []byte {
	h := append(make([]byte, 0, headerBytes), "RIFF"...)
	h = binary.LittleEndian.AppendUint32(h, uint32(size+headerBytes-8)) //nolint:gosec // pieces are minutes long
	h = append(h, "WAVEfmt "...)
	h = binary.LittleEndian.AppendUint32(h, 16)
	for _, v := range []uint16{1, 1} { // PCM, one channel
		h = binary.LittleEndian.AppendUint16(h, v)
	}
	for _, v := range []uint32{Rate, Rate * sampleBytes} {
		h = binary.LittleEndian.AppendUint32(h, v)
	}
	for _, v := range []uint16{sampleBytes, sampleBytes * 8} {
		h = binary.LittleEndian.AppendUint16(h, v)
	}
	h = append(h, "data"...)
	return binary.LittleEndian.AppendUint32(h, uint32(size)) //nolint:gosec // as above
}

// listener finds the loudest sample written to it.
type listener struct {
	peak int
	odd  []byte // half of a sample
}

func (l *listener) Write(p []byte) (int, error) {
	all := append(l.odd, p...)
	for ; len(all) >= sampleBytes; all = all[sampleBytes:] {
		l.peak = max(l.peak, loudness(all))
	}
	l.odd = append([]byte(nil), all...)
	return len(p), nil
}

func loudness(sample []byte) int {
	v := int(int16(binary.LittleEndian.Uint16(sample))) //nolint:gosec // samples are signed
	return max(v, -v)
}

// quietPlace is the middle of the quietest span near the end of size bytes of samples, in
// bytes. Of several the last one: a long piece has more to go by.
func quietPlace(in io.ReaderAt, size int64) (int64, error) {
	const span = int(quietSpan * Rate / time.Second)
	from := max(0, size-int64(quietWindow*Rate/time.Second)*sampleBytes)
	tail := make([]byte, size-from)
	if _, err := in.ReadAt(tail, from); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	count := len(tail) / sampleBytes
	if count < span {
		return size, nil
	}
	sum, least, end := 0, 0, 0
	for i := range count {
		sum += loudness(tail[i*sampleBytes:])
		if i >= span {
			sum -= loudness(tail[(i-span)*sampleBytes:])
		}
		if i == span-1 || i >= span && sum <= least {
			least, end = sum, i+1
		}
	}
	return from + int64(end-span/2)*sampleBytes, nil
}
