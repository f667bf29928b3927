// SPDX-License-Identifier: Apache-2.0
// live_heap.go: what a process keeps alive beside the objects of its cases.

package main

const (
	nodeBytes  = 64 + 8 // with its place in the list
	flatObject = 1 << 10
)

// Half of it are pointers.
type node struct {
	next, other *node
	pointers    [2]*node
	payload     [4]uint64
}

var (
	liveNodes []*node
	liveFlat  [][]byte
)

// makeLiveHeap allocates so many bytes that stay alive: of nodes that point to each other, or of
// objects without pointers.
func makeLiveHeap(bytes int, flat bool) {
	if flat {
		for ; bytes > 0; bytes -= flatObject {
			object := make([]byte, flatObject)
			object[0] = 1
			liveFlat = append(liveFlat, object)
		}
		return
	}
	liveNodes = make([]*node, 0, bytes/nodeBytes)
	r := newRandom(uint64(bytes), 1)
	for ; bytes > 0; bytes -= nodeBytes {
		n := new(node)
		if count := uint64(len(liveNodes)); count > 0 {
			n.next, n.other = liveNodes[count-1], liveNodes[r.below(count)]
		}
		liveNodes = append(liveNodes, n)
	}
}
