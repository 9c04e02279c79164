package cmd

import "runtime"

// inOrder does work on all cores and hands the results on in the order of the
// input, so that the output never hangs on the number of cores. fill puts the
// next piece of work into an item, and is false at the end; worker makes one
// function for each core, which may keep memory of its own; done takes each
// item, and stops everything by an error. Items are few and used again, so that
// memory does not grow with the input.
func inOrder[T any](fill func(*T) bool, worker func() func(*T), done func(*T) error) error {
	type item struct {
		T        T
		finished chan struct{}
	}
	cores := runtime.GOMAXPROCS(0)
	most := cores + 2 // one is being filled and one handed on
	free, work, order := make(chan *item, most), make(chan *item, most), make(chan *item, most)
	stop := make(chan struct{})
	defer close(stop)
	for range most {
		free <- &item{finished: make(chan struct{}, 1)}
	}
	go func() {
		defer close(order)
		defer close(work)
		for {
			select {
			case <-stop:
				return
			case it := <-free:
				if !fill(&it.T) {
					return
				}
				order <- it
				work <- it
			}
		}
	}()
	for range cores {
		do := worker()
		go func() {
			for it := range work {
				do(&it.T)
				it.finished <- struct{}{}
			}
		}()
	}
	for it := range order {
		<-it.finished
		if err := done(&it.T); err != nil {
			return err
		}
		free <- it
	}
	return nil
}
