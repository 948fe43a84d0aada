// Package blobtest is what tests of and over blob storage share.
//
// [Run] is the law of [blob.Store] as tests. A store joins by handing it a
// function that opens an empty one; a store that passes may take the place of any other.
//
// [Faulty] puts trouble between a store and its user: it records the order of
// operations, makes any of them fail, and crashes, forgetting what was not
// synced. It keeps the law itself until told otherwise.
package blobtest
