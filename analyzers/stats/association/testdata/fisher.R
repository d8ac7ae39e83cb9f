# R 4.2.2: random 2x2 tables, fisher.test with the root finding made exact
# (uniroot of fisher.test stops at eps^0.25, which leaves four digits).
set.seed(42)
exact <- function(a,b,c,d,conf=0.95){
  m<-a+c; n<-b+d; k<-a+b; x<-a
  lo<-max(0,k-n); hi<-min(k,m); s<-lo:hi
  ld<-dhyper(s,m,n,k,log=TRUE)
  dn<-function(b){d<-ld+b*s; d<-exp(d-max(d)); d/sum(d)}
  mean<-function(b) sum(s*dn(b))
  root<-function(f) uniroot(f,c(-60,60),tol=1e-14,maxiter=10000)$root
  mle<-if(x==lo) -Inf else if(x==hi) Inf else root(function(b) mean(b)-x)
  al<-(1-conf)/2
  L<-if(x==lo) -Inf else root(function(b) sum(dn(b)[s>=x])-al)
  U<-if(x==hi) Inf else root(function(b) sum(dn(b)[s<=x])-al)
  c(exp(mle),exp(L),exp(U))
}
tabs<-rbind(c(3,1,1,3),c(12,18,8,62),c(3,7,7,2),c(3,1337,49,2341),c(10,1640,53,1737),c(0,20,15,400),c(20,0,15,400),c(40,300,100,20000),c(2,30,10,9))
for(i in 1:11) tabs<-rbind(tabs,c(rpois(1,6),rpois(1,40),rpois(1,60),rpois(1,900)))
for(i in 1:4) tabs<-rbind(tabs,c(rpois(1,300),rpois(1,4000),rpois(1,2000),rpois(1,90000)))
for(i in 1:nrow(tabs)){t<-tabs[i,];M<-matrix(t,2,byrow=TRUE)
 f<-fisher.test(M); e<-exact(t[1],t[2],t[3],t[4])
 # tails with logs, from phyper
 m<-t[1]+t[3]; n<-t[2]+t[4]; k<-t[1]+t[2]
 g<-phyper(t[1]-1,m,n,k,lower.tail=FALSE,log.p=TRUE); l<-phyper(t[1],m,n,k,log.p=TRUE)
 cat(sprintf("{%d, %d, %d, %d, %.12g, %.12g, %.12g, %.12g, %.12g, %.12g},\n",t[1],t[2],t[3],t[4],f$p.value,g,l,e[1],e[2],e[3]))
 if (i<=6) cat("//R:",sprintf("%.9g",c(f$estimate,f$conf.int)),"\n")
}
